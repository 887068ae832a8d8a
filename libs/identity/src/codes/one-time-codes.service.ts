import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { OneTimeCode, Transactions } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import type { Account } from '../accounts/account';
import { secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { CodeBudget } from './code-budget.service';

/** What a code is for. A code of one purpose is worth nothing for another. */
export type CodePurpose = 'verify_owner' | 'change_owner_password' | 'verify_user' | 'change_user_password';

/**
 * One-time codes: random digits, kept as an HMAC under a key outside the database, bound to an account and a
 * purpose, dead after a time, after one use, or after too many wrong tries.
 */
@Injectable()
export class OneTimeCodes {
  private readonly hmacKey: Buffer;

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly transactions: Transactions,
    private readonly budget: CodeBudget,
    private readonly randomness: Randomness,
    masterKey: MasterKey,
  ) {
    this.hmacKey = masterKey.derive('one-time-codes');
  }

  /** How long a code lives, in whole minutes. */
  get lifetimeMinutes(): number {
    return Math.floor(this.policy.codes.lifetimeSeconds / 60);
  }

  /**
   * Makes a new code, in the caller's transaction; the account's earlier code for the purpose is dead from then on.
   * @returns the code in clear, which exists nowhere else
   */
  async issue(manager: EntityManager, account: Account, purpose: CodePurpose, now: Date): Promise<string> {
    await this.budget.lock(manager, account);
    const code = this.randomness.digits(this.policy.codes.digits);
    const id = this.randomness.uuid();
    await manager.delete(OneTimeCode, selector(account, purpose));
    await manager.insert(OneTimeCode, {
      ...account,
      id,
      purpose,
      hmac: this.hmac(id, account, purpose, code),
      createdAt: now,
      expiresAt: secondsAfter(now, this.policy.codes.lifetimeSeconds),
      tries: 0,
    });
    return code;
  }

  /**
   * Uses a code up and does what it was for, in one transaction: of many callers with the right code one gets
   * through.
   * @param effect runs in that transaction; when it throws, the code stays alive
   * Throws `code_invalid`, `code_expired`, `code_exhausted` or `rate_limited`.
   */
  async redeem<T>(
    account: Account,
    purpose: CodePurpose,
    code: string,
    effect: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const { id, tryId } = await this.compare(account, purpose, code);
    return this.transactions.run(async (manager) => {
      await this.budget.lock(manager, account);
      const { affected } = await manager.delete(OneTimeCode, { id });
      if (affected !== 1) throw new IdentityError('code_invalid');
      await this.budget.forgive(manager, tryId);
      return effect(manager);
    });
  }

  /** Whether a code is right, leaving it alive. Throws as {@link redeem} does; a right one costs no try. */
  async check(account: Account, purpose: CodePurpose, code: string): Promise<void> {
    const { id, tryId } = await this.compare(account, purpose, code);
    await this.transactions.run(async (manager) => {
      await this.budget.lock(manager, account);
      await manager.decrement(OneTimeCode, { id }, 'tries', 1);
      await this.budget.forgive(manager, tryId);
    });
  }

  /** Drops whatever codes an account has for a purpose. */
  async revoke(manager: EntityManager, account: Account, purpose: CodePurpose): Promise<void> {
    await manager.delete(OneTimeCode, selector(account, purpose));
  }

  /** The try is counted and committed before anything is compared, so that parallel guesses cannot outrun it. */
  private async compare(account: Account, purpose: CodePurpose, code: string): Promise<{ id: string; tryId: string }> {
    const { stored, tryId } = await this.transactions.run((manager) => this.countTry(manager, account, purpose));
    if (stored === null) throw new IdentityError('code_invalid');
    if (stored.tries > this.policy.codes.triesPerCode) throw new IdentityError('code_exhausted');
    if (stored.expiresAt <= this.budget.now()) throw new IdentityError('code_expired');
    if (!timingSafeEqual(stored.hmac, this.hmac(stored.id, account, purpose, code)))
      throw new IdentityError('code_invalid');
    return { id: stored.id, tryId };
  }

  private async countTry(
    manager: EntityManager,
    account: Account,
    purpose: CodePurpose,
  ): Promise<{ stored: OneTimeCode | null; tryId: string }> {
    await this.budget.lock(manager, account);
    const tryId = await this.budget.spend(manager, account);
    const stored = await manager.findOneBy(OneTimeCode, selector(account, purpose));
    if (stored === null) return { stored, tryId };
    stored.tries = Math.min(stored.tries + 1, this.policy.codes.triesPerCode + 1);
    await manager.update(OneTimeCode, { id: stored.id }, { tries: stored.tries });
    return { stored, tryId };
  }

  private hmac(id: string, account: Account, purpose: CodePurpose, code: string): Buffer {
    const bound = JSON.stringify([id, account.ownerId, account.userId, purpose, code]);
    return createHmac('sha256', this.hmacKey).update(bound).digest();
  }
}

function selector({ ownerId, userId }: Account, purpose: CodePurpose) {
  return { ownerId, userId: userId ?? IsNull(), purpose };
}
