import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { OneTimeCode, Transactions } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import type { Account } from '../accounts/account';
import type { AuditEventName } from '../audit/audit-entry';
import { secondsAfter } from '../clock';
import { IdentityError, type IdentityErrorCode } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { CodeBudget, type SpentTry } from './code-budget.service';
import { levelRefusals } from './level-refusals';

/** The purpose of a code. A code is refused for any other purpose. */
export type CodePurpose = 'verify_owner' | 'change_owner_password' | 'verify_user' | 'change_user_password';

/** The audit event of a used code. */
const EVENTS: Readonly<Record<CodePurpose, AuditEventName>> = {
  verify_owner: 'owner_verified',
  change_owner_password: 'password_changed',
  verify_user: 'user_verified',
  change_user_password: 'password_changed',
};

/**
 * The number of wrong tries of all callers after which a code ends. It is higher than the limit of one caller, so that
 * no caller can use up another's tries.
 */
const MOST_TRIES = 20;

/** Codes for accounts that are named by their e-mail. Refusing one must not reveal whether the account exists. */
const BY_EMAIL: ReadonlySet<CodePurpose> = new Set(['change_owner_password', 'change_user_password']);

/**
 * One-time codes: random digits, kept as an HMAC under a key outside the database, bound to an account and a purpose. A
 * code ends after its lifetime, after one use, or after too many wrong tries.
 */
@Injectable()
export class OneTimeCodes {
  /** New codes use the first key; codes that were sent earlier are compared with all keys. */
  private readonly hmacKeys: readonly [Buffer, ...Buffer[]];

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly transactions: Transactions,
    private readonly budget: CodeBudget,
    private readonly randomness: Randomness,
    masterKey: MasterKey,
  ) {
    this.hmacKeys = masterKey.deriveAll('one-time-codes');
  }

  /** The lifetime of a code in whole minutes. */
  get lifetimeMinutes(): number {
    return Math.floor(this.policy.codes.lifetimeSeconds / 60);
  }

  /**
   * Makes a new code, in the caller's transaction; the account's earlier code for the purpose ends. @returns the code in
   * clear, which is not stored anywhere
   */
  async issue(manager: EntityManager, account: Account, purpose: CodePurpose): Promise<string> {
    await this.budget.lock(manager, account);
    const code = this.randomness.digits(this.policy.codes.digits);
    const id = this.randomness.uuid();
    const now = this.budget.now();
    await manager.delete(OneTimeCode, selector(account, purpose));
    await manager.insert(OneTimeCode, {
      ...account,
      id,
      purpose,
      hmac: hmacOf(this.hmacKeys[0], id, account, purpose, code),
      createdAt: now,
      expiresAt: secondsAfter(now, this.policy.codes.lifetimeSeconds),
      tries: 0,
    });
    return code;
  }

  /**
   * Uses a code and applies its effect, in one transaction: of simultaneous callers with the right code one succeeds.
   * @param effect runs in that transaction; when it throws, the code stays valid. Throws `code_invalid`, `code_expired`,
   * `code_exhausted` or `rate_limited`. Where the policy reveals no accounts, codes for a new password are refused with
   * `code_invalid` alone.
   */
  async redeem<T>(
    account: Account,
    purpose: CodePurpose,
    code: string,
    effect: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const { id, tryId } = await this.compare(account, purpose, code);
    const outcome = await this.transactions.run(async (manager) => {
      await this.budget.lock(manager, account);
      const { affected } = await manager.delete(OneTimeCode, { id });
      await this.budget.forgive(manager, tryId);
      if (affected !== 1) return null;
      await this.budget.redeemed(manager, account, EVENTS[purpose]);
      return { result: await effect(manager) };
    });
    if (outcome === null) throw new IdentityError('code_invalid');
    return outcome.result;
  }

  /** Checks a code without using it. Throws as {@link redeem} does; a right code costs no try. */
  async check(account: Account, purpose: CodePurpose, code: string): Promise<void> {
    const { id, tryId } = await this.compare(account, purpose, code);
    await this.transactions.run(async (manager) => {
      await this.budget.lock(manager, account);
      await manager.decrement(OneTimeCode, { id }, 'tries', 1);
      await this.budget.forgive(manager, tryId);
    });
  }

  /** Deletes the codes that an account has for a purpose. */
  async revoke(manager: EntityManager, account: Account, purpose: CodePurpose): Promise<void> {
    await manager.delete(OneTimeCode, selector(account, purpose));
  }

  /** Counts and commits the try before the comparison, so that parallel guesses cannot exceed the budget. */
  private compare(account: Account, purpose: CodePurpose, code: string): Promise<{ id: string; tryId: string }> {
    const work = () => this.countAndCompare(account, purpose, code);
    return this.tells(purpose) ? work() : levelRefusals(work);
  }

  /** Whether a refusal may tell that there is such an account. */
  private tells(purpose: CodePurpose): boolean {
    return this.policy.revealAccounts || !BY_EMAIL.has(purpose);
  }

  private async countAndCompare(
    account: Account,
    purpose: CodePurpose,
    code: string,
  ): Promise<{ id: string; tryId: string }> {
    const trusted = await this.budget.admit(account);
    const { stored, spent } = await this.transactions.run((manager) =>
      this.countTry(manager, account, purpose, trusted),
    );
    const tryId = spent.id;
    const refusal = this.refusalOf(stored, spent, account, purpose, code);
    if (stored !== null && refusal === null) return { id: stored.id, tryId };
    await this.budget.refused(account, purpose, this.burns(spent) ? 'burned' : 'failed');
    throw new IdentityError(this.tells(purpose) ? (refusal ?? 'code_invalid') : 'code_invalid');
  }

  private refusalOf(
    stored: OneTimeCode | null,
    spent: SpentTry,
    account: Account,
    purpose: CodePurpose,
    code: string,
  ): IdentityErrorCode | null {
    if (stored === null) return 'code_invalid';
    if (spent.ofCaller > this.policy.codes.triesPerCode || stored.tries > MOST_TRIES) return 'code_exhausted';
    if (stored.expiresAt <= this.budget.now()) return 'code_expired';
    const isRight = this.hmacKeys.some((key) =>
      timingSafeEqual(stored.hmac, hmacOf(key, stored.id, account, purpose, code)),
    );
    return isRight ? null : 'code_invalid';
  }

  /** Whether this was the last wrong try that the caller had with the code. */
  private burns({ ofCaller }: SpentTry): boolean {
    return ofCaller === this.policy.codes.triesPerCode;
  }

  private async countTry(
    manager: EntityManager,
    account: Account,
    purpose: CodePurpose,
    trusted: boolean,
  ): Promise<{ stored: OneTimeCode | null; spent: SpentTry }> {
    await this.budget.lock(manager, account);
    const stored = await manager.findOneBy(OneTimeCode, selector(account, purpose));
    const most = this.policy.codes.triesPerCode;
    const spent = await this.budget.spend(manager, account, { codeId: stored?.id ?? null, most, trusted });
    // A caller that has used up its own tries must not end the code for others.
    const more = spent.ofCaller > most ? 0 : 1;
    const tries = Math.min((stored?.tries ?? 0) + more, MOST_TRIES + 1);
    // Without a code this statement changes nothing, but takes the same time.
    await manager.update(OneTimeCode, { id: stored?.id ?? spent.id }, { tries });
    return { stored: stored && Object.assign(stored, { tries }), spent };
  }
}

function hmacOf(key: Buffer, id: string, account: Account, purpose: CodePurpose, code: string): Buffer {
  const bound = JSON.stringify([id, account.ownerId, account.userId, purpose, code]);
  return createHmac('sha256', key).update(bound).digest();
}

function selector({ ownerId, userId }: Account, purpose: CodePurpose) {
  return { ownerId, userId: userId ?? IsNull(), purpose };
}
