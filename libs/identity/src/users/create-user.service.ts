import { Injectable } from '@nestjs/common';
import { type Owner, type Role, Transactions, uniqueViolation, User } from '@portero/database';
import type { EmailAddress } from '../accounts/email-address';
import type { Username } from '../accounts/username';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';

/** The row of a new user, checked and hashed. */
export interface UserRow {
  readonly email: EmailAddress;
  readonly username: Username | null;
  readonly passwordHash: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly phone: string | null;
  readonly countryCode: string;
  readonly role: Role;
}

/** A new user and the code that verifies it. */
export interface CreatedUser {
  readonly user: User;
  readonly verificationCode: string;
}

/** Writes a new user, its verification code and the promise of the mail, all or nothing. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly transactions: Transactions,
    private readonly send: SendCode,
  ) {}

  /** Throws `email_taken` or `username_taken`; of simultaneous calls with one e-mail one wins. */
  async create(owner: Owner, row: UserRow): Promise<CreatedUser> {
    const created = await this.insert(owner, row).catch((error: unknown) => {
      throw asTaken(error);
    });
    this.send.committed();
    return created;
  }

  private insert(owner: Owner, { email, username, role, ...rest }: UserRow): Promise<CreatedUser> {
    return this.transactions.run(async (manager) => {
      const user = await manager.save(
        manager.create(User, {
          ...rest,
          ownerId: owner.id,
          email: email.address,
          emailKey: email.key,
          username: username?.name ?? null,
          usernameKey: username?.key ?? null,
          roleId: role.id,
          active: false,
          verifiedAt: null,
          disabledAt: null,
        }),
      );
      return { user, verificationCode: await this.send.toUserWithin(manager, user, owner, 'verify_user') };
    });
  }
}

/** Names a violated unique index of `users`; every other error stays as it is. */
export function asTaken(error: unknown): unknown {
  const constraint = uniqueViolation(error);
  if (constraint === 'uq_users_owner_email_key') return new IdentityError('email_taken');
  if (constraint === 'uq_users_owner_username_key') return new IdentityError('username_taken');
  return error;
}
