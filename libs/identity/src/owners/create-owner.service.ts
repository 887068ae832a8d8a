import { Injectable } from '@nestjs/common';
import { Owner, Transactions, uniqueViolation } from '@portero/database';
import type { EmailAddress } from '../accounts/email-address';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { OwnerSecrets } from './owner-secrets.service';

/** The row of a new owner, decided by whoever lets it in. */
export interface OwnerRow {
  readonly email: EmailAddress;
  readonly name: string;
  readonly passwordHash: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
}

/** A new owner, with what is shown once. */
export interface CreatedOwner {
  readonly owner: Owner;
  readonly secret: string;
  readonly verificationCode: string;
}

/** Writes a new owner, its first secret, its verification code and the promise of the mail, all or nothing. */
@Injectable()
export class CreateOwner {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: OwnerSecrets,
    private readonly send: SendCode,
  ) {}

  /** Throws `owner_email_taken`; of simultaneous calls with one e-mail one wins. */
  async create(row: OwnerRow): Promise<CreatedOwner> {
    const created = await this.insert(row).catch((error: unknown) => {
      if (uniqueViolation(error) === 'uq_owners_email_key') throw new IdentityError('owner_email_taken');
      throw error;
    });
    this.send.committed();
    return created;
  }

  private insert({ email, name, passwordHash, countryCode }: OwnerRow): Promise<CreatedOwner> {
    return this.transactions.run(async (manager) => {
      const fresh = manager.create(Owner, {
        email: email.address,
        emailKey: email.key,
        name,
        passwordHash,
        countryCode,
        verifiedAt: null,
      });
      const owner = await manager.save(fresh);
      const secret = await this.secrets.create(manager, owner);
      return { owner, secret, verificationCode: await this.send.toOwnerWithin(manager, owner, 'verify_owner') };
    });
  }
}
