import { Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { DataSource } from 'typeorm';
import { type EmailAddress, parseEmail } from '../accounts/email-address';
import { IdentityError } from '../identity.errors';

/** Finds owners. */
@Injectable()
export class FindOwner {
  constructor(private readonly dataSource: DataSource) {}

  /** Throws `owner_not_found`. */
  async byUuid(uuid: string): Promise<Owner> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid });
    if (owner === null) throw new IdentityError('owner_not_found');
    return owner;
  }

  /** The owner with that uuid and that e-mail, or `null`. */
  async byUuidAndEmail(uuid: string, email: string): Promise<Owner | null> {
    const parsed = parseEmail(email);
    return parsed && this.dataSource.getRepository(Owner).findOneBy({ uuid, emailKey: parsed.key });
  }

  /** Whether an owner has that e-mail already. */
  emailIsTaken(email: EmailAddress): Promise<boolean> {
    return this.dataSource.getRepository(Owner).existsBy({ emailKey: email.key });
  }
}
