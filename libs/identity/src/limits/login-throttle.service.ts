import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.service';
import { AccountLock } from './account-lock.service';
import { type LimitSubject, Limits } from './limits.service';

/** The account that a password is tried on. */
export interface TriedAccount {
  /** `null` when there is no such owner. */
  readonly ownerId: number | null;
  /** `null` when it is the owner's own account, or nobody's. */
  readonly userId: number | null;
  /** What was typed, as accounts are compared by: one name for all its spellings. */
  readonly name: string;
  /** Whether somebody has that account. */
  readonly exists: boolean;
  /** PHC string; `null` when there is none to compare with. */
  readonly passwordHash: string | null;
}

/**
 * What becomes of a try. `closing` is a wrong password after which the network has none left for this account, or the
 * account is locked. `locked` was not told whether it was right.
 */
export type Verdict =
  { readonly kind: 'admitted' | 'refused' | 'closing' } | { readonly kind: 'locked'; readonly secondsLeft: number };

/**
 * Slows down who guesses passwords. A network gets ten wrong ones for an account in a quarter of an hour and five hundred
 * for all accounts, with twice and four times as many for an IPv6 /56 and /48; an account that gets too many from everywhere is locked for a while, but not for networks that its
 * right password came from before. Accounts that don't exist are counted alike, so that no count tells them apart.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly limits: Limits,
    private readonly lock: AccountLock,
    private readonly trail: AuditTrail,
  ) {}

  /** Before the password is compared. Throws `rate_limited` when the network has no tries left. */
  async admit(account: TriedAccount): Promise<void> {
    const network = this.limits.network();
    if (network === null) return;
    for (const [limit, wide] of this.limits.wrongPasswordLimits()) await this.limits.assertLeft(limit, wide);
    await this.limits.assertLeft('passwords', ...subjectOf(account), network);
  }

  /**
   * After it was compared. Of simultaneous tries no more than the network's budget learn whether they were right: the
   * others get `rate_limited`, a right one too.
   */
  async settle(account: TriedAccount, right: boolean): Promise<Verdict> {
    const network = this.limits.network();
    if (network === null) return { kind: right ? 'admitted' : 'refused' };
    const secondsLeft = await this.secondsLocked(account, network);
    if (right && secondsLeft === null) {
      await this.admit(account);
      await this.limits.forget('passwords', ...subjectOf(account), network);
      return { kind: 'admitted' };
    }
    // A right password on a locked account is counted too: a count that stood still would tell that it was right.
    const { isLast } = await this.limits.count('passwords', ...subjectOf(account), network);
    for (const [limit, wide] of this.limits.wrongPasswordLimits()) await this.limits.spend(limit, wide);
    if (secondsLeft !== null) return { kind: 'locked', secondsLeft };
    const locks = await this.lock.strike(subjectOf(account));
    return { kind: isLast || locks ? 'closing' : 'refused' };
  }

  private async secondsLocked(account: TriedAccount, network: string): Promise<number | null> {
    const secondsLeft = await this.lock.secondsLeft(subjectOf(account));
    if (secondsLeft === null) return null;
    // Asked for nobody's account too: it must not be faster.
    const { ownerId, userId, exists } = account;
    const familiar = await this.trail.isFamiliar(ownerId ?? 0, exists ? userId : 0, network);
    return familiar ? null : secondsLeft;
  }
}

/** A changed password begins anew: whoever proved to have the mailbox is not kept waiting for what others did. */
function subjectOf({ ownerId, userId, name, exists, passwordHash }: TriedAccount): LimitSubject {
  return exists ? ['account', ownerId, userId, passwordHash] : ['nobody', ownerId, name];
}
