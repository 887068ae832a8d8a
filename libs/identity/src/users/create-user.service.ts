import { Injectable } from '@nestjs/common';
import { type Owner, Transactions, uniqueViolation, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { SendCode } from '../codes/send-code.service';
import { OwnerBudget } from '../limits/owner-budget.service';
import { IdentityError, type IdentityErrorCode } from '../identity.errors';
import { type LinkOffer, SendLink } from '../links/send-link.service';
import { InsertUser } from './insert-user.service';
import type { UserRow } from './user-row';

/** A new user and the code that verifies it. */
export interface CreatedUser {
  readonly user: User;
  readonly verificationCode: string;
}

/** Further writes in the transaction of a new user. */
type Effect<T> = (manager: EntityManager, user: User) => Promise<T>;

const EMAIL_INDEX = 'uq_users_owner_email_key';

/** Unique indexes, with the error that their violation means for a new user. */
const TAKEN: ReadonlyMap<string | null, IdentityErrorCode> = new Map([
  [EMAIL_INDEX, 'email_taken'],
  ['uq_users_owner_username_key', 'username_taken'],
  ['uq_external_identities_owner_subject', 'external_account_taken'],
]);

/**
 * Writes a new user and queues the mail that verifies it, all or nothing. Of simultaneous calls with one e-mail, one
 * wins; the others throw `email_taken`, or claim the e-mail where accounts are not revealed. For usernames they throw
 * `username_taken`.
 */
@Injectable()
export class CreateUser {
  constructor(
    private readonly transactions: Transactions,
    private readonly codes: SendCode,
    private readonly links: SendLink,
    private readonly insertion: InsertUser,
    private readonly budget: OwnerBudget,
  ) {}

  /** A user that may log in only after it has typed the mailed code. */
  async toBeVerified(owner: Owner, row: UserRow): Promise<CreatedUser> {
    const created = await this.write(owner, row, false, async (manager, user) => {
      return { user, verificationCode: await this.codes.toUserWithin(manager, user, owner, 'verify_user') };
    });
    this.codes.committed();
    return created;
  }

  /**
   * A user that may log in at once. Its e-mail stays unverified until it follows the mailed link.
   * @param effect further writes in the same transaction
   */
  async active<T>(owner: Owner, row: UserRow, link: LinkOffer, effect: Effect<T>): Promise<T> {
    const result = await this.write(owner, row, true, async (manager, user) => {
      await this.links.toUserWithin(manager, user, owner, 'verify_user', link);
      return effect(manager, user);
    });
    this.links.committed();
    return result;
  }

  private async write<T>(owner: Owner, row: UserRow, active: boolean, effect: Effect<T>): Promise<T> {
    try {
      return await this.attempt(owner, row, { active, claims: row.claims }, effect);
    } catch (error) {
      const mayClaim = uniqueViolation(error) === EMAIL_INDEX && (await this.insertion.mayClaim(owner, row));
      if (!mayClaim) throw asTaken(error);
    }
    // Another registration just took the e-mail, and has not confirmed it either.
    return this.attempt(owner, row, { active, claims: true }, effect).catch((error: unknown) => {
      throw asTaken(error);
    });
  }

  private attempt<T>(
    owner: Owner,
    row: UserRow,
    state: { readonly active: boolean; readonly claims: boolean },
    effect: Effect<T>,
  ): Promise<T> {
    return this.transactions.run(async (manager) => {
      const result = await effect(manager, await this.insertion.within(manager, owner, row, state));
      // Counted last, because a user that was not written must not count for the owner.
      await this.budget.spendUser(owner.id);
      return result;
    });
  }
}

/** Converts a violation of a unique index of users into its error; other errors are returned unchanged. */
export function asTaken(error: unknown): unknown {
  const taken = TAKEN.get(uniqueViolation(error));
  return taken === undefined ? error : new IdentityError(taken);
}
