import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_EVENT_NAMES } from '@portero/identity';
import { ArrayNotEmpty, IsArray, IsOptional } from 'class-validator';
import { BooleanField, TextField, UuidField } from '@auth/http/input/fields';

const EVENTS: { type: 'array'; items: { type: 'string'; enum: string[] } } = {
  type: 'array',
  items: { type: 'string', enum: [...AUDIT_EVENT_NAMES] },
};
const WEBHOOK_ID = { format: 'uuid', example: '2f1c7a55-58a4-4f0c-9f0e-7d6f2f0e2b8f' } as const;

/** Body of "Create webhook". */
export class CreateWebhookDto {
  @TextField({
    max: 2000,
    description: 'Where events are posted: `https:`, and no private address.',
    example: 'https://hooks.example.com/portero',
  })
  url: string;

  @ApiProperty({
    ...EVENTS,
    required: false,
    nullable: true,
    description: 'The audit events to send; all of them without it.',
    example: ['login', 'password_changed'],
  })
  @IsOptional()
  @IsArray({ message: 'events must be a list', context: { code: 'not_a_list' } })
  @ArrayNotEmpty({ message: 'events must not be empty', context: { code: 'required' } })
  events?: unknown[] | null;
}

/** Path of a webhook. */
export class WebhookIdParam {
  @UuidField({ description: "The webhook's id.", example: WEBHOOK_ID.example })
  webhookId: string;
}

/** Body of "Rotate the secret of a webhook". */
export class RotateWebhookSecretDto {
  @BooleanField({ optional: true, description: 'True signs with the new secret alone from now on.' })
  atOnce?: boolean | null;
}

/** Body of "Send again". */
export class ResendWebhookDto {
  @UuidField({ optional: true, description: 'One delivery; without it, all that were given up.' })
  deliveryId?: string | null;
}

/** The id of a webhook. */
export class WebhookIdDto {
  @ApiProperty(WEBHOOK_ID)
  webhookId: string;
}

/** A webhook in a list. */
export class WebhookDto extends WebhookIdDto {
  @ApiProperty({ format: 'uri' })
  url: string;

  @ApiProperty({ ...EVENTS, description: 'Empty: all events.' })
  events: string[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

/** A webhook and its secret. */
export class WebhookSecretDto extends WebhookDto {
  @ApiProperty({ description: 'What signs: `whsec_` and base64. It is shown this once.' })
  secret: string;
}

/** How many deliveries are sent again. */
export class ResentDto {
  @ApiProperty({ type: 'integer' })
  resent: number;
}

/** A delivery whose last try failed. */
export class FailedDeliveryDto {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` without `msg_`.' })
  deliveryId: string;

  @ApiProperty({ type: 'integer', description: 'The id of the audit event.' })
  eventId: number;

  @ApiProperty({ type: String, nullable: true, description: 'Null: the event was deleted meanwhile.' })
  event: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'integer' })
  attempts: number;

  @ApiProperty({
    description:
      '`status_` and the status of the answer, or `timeout`, `unreachable`, `tls`, `unresolvable`, `refused_address`, `event_deleted`, `unreadable_secret`.',
  })
  error: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null while it is tried again.' })
  givenUpAt: string | null;
}
