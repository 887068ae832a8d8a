import { Injectable } from '@nestjs/common';
import { Owner, Transactions, uniqueViolation } from '@portero/database';
import type { EntityManager } from 'typeorm';
import type { EmailAddress } from '../accounts/email-address';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { OwnerSecrets } from './owner-secrets.service';

/** The row of a new owner. */
export interface OwnerRow {
  readonly email: EmailAddress;
  readonly name: string;
  readonly passwordHash: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
}

/** A new verified owner, with its secret, which is shown only once. */
export interface VouchedOwner {
  readonly owner: Owner;
  readonly secret: string;
}

/** A new owner that must verify its e-mail, with its secret and code, which are shown only once. */
export interface CreatedOwner extends VouchedOwner {
  readonly verificationCode: string;
}

/** Writes a new owner with everything that belongs to it, all or nothing. */
@Injectable()
export class CreateOwner {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: OwnerSecrets,
    private readonly send: SendCode,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * A new owner, its first secret, its verification code and the queued mail with it. Throws `owner_email_taken`; of
   * simultaneous calls with one e-mail one wins.
   */
  async create(row: OwnerRow): Promise<CreatedOwner> {
    const created = await this.write(async (manager) => {
      const { owner, secret } = await this.insert(manager, row, null);
      return { owner, secret, verificationCode: await this.send.toOwnerWithin(manager, owner, 'verify_owner') };
    });
    this.send.committed();
    return created;
  }

  /** A new owner that is verified from the start, and its first secret: no code, no mail. Throws as {@link create} does. */
  createVerified(row: OwnerRow): Promise<VouchedOwner> {
    return this.write((manager) => this.insert(manager, row, this.clock.now()));
  }

  private write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transactions.run(work).catch((error: unknown) => {
      if (uniqueViolation(error) === 'uq_owners_email_key') throw new IdentityError('owner_email_taken');
      throw error;
    });
  }

  private async insert(manager: EntityManager, row: OwnerRow, verifiedAt: Date | null): Promise<VouchedOwner> {
    const { email, name, passwordHash, countryCode } = row;
    const fresh = manager.create(Owner, {
      email: email.address,
      emailKey: email.key,
      name,
      passwordHash,
      countryCode,
      verifiedAt,
    });
    const owner = await manager.save(fresh);
    await this.audit.record(manager, { ownerId: owner.id, event: 'owner_registered' });
    return { owner, secret: await this.secrets.create(manager, owner) };
  }
}
