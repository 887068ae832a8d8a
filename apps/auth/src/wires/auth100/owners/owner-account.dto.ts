import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_ACTORS, AUDIT_EVENT_NAMES, AUDIT_OUTCOMES, type AuditEventName } from '@portero/identity';
import { BooleanField, ChoiceField, EmailField, IntegerField, TextField } from '@auth/http/input/fields';

/** Largest page of audit events. */
const MAX_LIMIT = 1000;

/** Body of "Update owner": what is absent stays; `null` clears. */
export class UpdateOwnerDto {
  @TextField({ max: 100, optional: true, description: 'How mails name their sender.', example: 'My shop' })
  mailSenderName?: string | null;

  @EmailField({ optional: true, description: 'Where answers to mails go.', example: 'help@owner.com' })
  mailReplyTo?: string | null;

  @BooleanField({
    optional: true,
    description: 'Whether users are told by mail of changed passwords and of log-ins from new networks.',
  })
  securityNotices?: boolean | null;
}

/** What an owner may change of itself, as it is now. */
export class OwnerAccountDto {
  @ApiProperty({ format: 'uuid' })
  uuid: string;

  @ApiProperty()
  email: string;

  @ApiProperty({ description: 'The name of the owner.' })
  owner: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: mails name the service as their sender.' })
  mailSenderName: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null: answers go to the address of the service.' })
  mailReplyTo: string | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Null: on in hardened mode, off in documented mode.' })
  securityNotices: boolean | null;
}

/** Query of "Get audit events". */
export class AuditEventsQuery {
  @ChoiceField({ values: AUDIT_EVENT_NAMES, optional: true, description: 'Only this event.' })
  event?: AuditEventName | null;

  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
    description: 'Only events of the user with this id.',
  })
  user?: number | null;

  @IntegerField({ min: 1, max: MAX_LIMIT, optional: true, description: 'Events a page.', example: 100 })
  limit?: number | null;

  @TextField({ max: 200, optional: true, description: 'Where the page begins: from the `Link` of the one before.' })
  cursor?: string | null;
}

/** One audit event. */
export class AuditEventDto {
  @ApiProperty({ type: 'integer', description: 'Grows with time.' })
  id: number;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ enum: AUDIT_EVENT_NAMES })
  event: string;

  @ApiProperty({ enum: AUDIT_OUTCOMES })
  outcome: string;

  @ApiProperty({
    enum: AUDIT_ACTORS,
    description: 'Who did it: the owner with its credential, the operator, anybody else.',
  })
  actor: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: the owner itself, or nobody.' })
  userId: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where the request came from.' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What kind of it, such as the purpose of a code.' })
  detail: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Keyed hash of an e-mail or username that nobody has.' })
  accountHash: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The `X-Request-Id` of the request.' })
  requestId: string | null;
}
