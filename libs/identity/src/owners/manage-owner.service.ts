import { Injectable } from '@nestjs/common';
import { Owner, Transactions } from '@portero/database';
import { parseEmail } from '../accounts/email-address';
import { AuditLog } from '../audit/audit-log.service';
import { invalidField } from '../identity.errors';
import { ownerNameOf } from '../mail/templates/names';
import { KnownOwners } from './known-owners.service';

/** Changes that an owner makes to itself. An absent key changes nothing; `null` clears. */
export interface OwnerChanges {
  /** The name of the sender of mails, at most 100 characters; `null` for the name of the service. */
  readonly mailSenderName?: string | null;
  /** Where answers to mails go; `null` for the address of the service. */
  readonly mailReplyTo?: string | null;
  /** Whether users get mails about changed passwords and new networks; `null` for the default of the mode. */
  readonly securityNotices?: boolean | null;
}

/** Lets owners change themselves. */
@Injectable()
export class ManageOwner {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditLog,
    private readonly known: KnownOwners,
  ) {}

  /** Throws `validation_failed`. @returns the owner as it is now */
  async update(owner: Owner, changes: OwnerChanges): Promise<Owner> {
    const row: Partial<Owner> = {
      ...(changes.mailSenderName !== undefined && { mailSenderName: readSenderName(changes.mailSenderName) }),
      ...(changes.mailReplyTo !== undefined && { mailReplyTo: readReplyTo(changes.mailReplyTo) }),
      ...(changes.securityNotices !== undefined && { securityNotices: changes.securityNotices }),
    };
    if (Object.keys(row).length === 0) return owner;
    const changed = await this.transactions.run(async (manager) => {
      await manager.update(Owner, { id: owner.id }, row);
      await this.audit.record(manager, {
        ownerId: owner.id,
        event: 'owner_updated',
        detail: Object.keys(row).join(' '),
      });
      await this.known.announce(manager, owner);
      return manager.findOneByOrFail(Owner, { id: owner.id });
    });
    this.known.forget(owner.uuid);
    return changed;
  }
}

/** An owner could impersonate others with a name that looks like an address. */
function readSenderName(name: string | null): string | null {
  if (name === null) return null;
  const isPlain = ownerNameOf(name) === name && name !== '' && !/[@<>"]/u.test(name);
  if (isPlain) return name;
  throw invalidField(
    'mailSenderName',
    'invalid_sender_name',
    'mailSenderName must be a name of 1 to 100 characters in one line, without @, quotes and angle brackets',
  );
}

function readReplyTo(address: string | null): string | null {
  if (address === null) return null;
  const parsed = parseEmail(address);
  if (parsed === null) throw invalidField('mailReplyTo', 'invalid_email', 'mailReplyTo must be one e-mail address');
  return parsed.address;
}
