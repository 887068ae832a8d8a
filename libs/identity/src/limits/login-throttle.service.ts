import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.service';
import { AccountLock } from './account-lock.service';
import { type LimitSubject, Limits } from './limits.service';

/** The account of a password try. */
export interface TriedAccount {
  /** `null` when there is no such owner. */
  readonly ownerId: number | null;
  /** `null` for the owner's own account and for an unknown account. */
  readonly userId: number | null;
  /** The key of the given name: the same for all its spellings. */
  readonly name: string;
  /** Whether the account exists. */
  readonly exists: boolean;
  /** PHC string; `null` when there is none to compare with. */
  readonly passwordHash: string | null;
}

/**
 * The outcome of a try. `closing`: a wrong password after which the network has no tries left for this account, or the
 * account is locked. `locked`: refused without telling whether the password was right.
 */
export type Verdict =
  { readonly kind: 'admitted' | 'refused' | 'closing' } | { readonly kind: 'locked'; readonly secondsLeft: number };

/**
 * Slows down password guessing. A network gets ten wrong ones for an account in a quarter of an hour and five hundred for
 * all accounts, with twice and four times as many for an IPv6 /56 and /48; an account with too many wrong passwords from
 * anywhere is locked for a while, except for networks that sent the right password before. Unknown accounts are counted
 * in the same way, so that counts do not reveal them.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly limits: Limits,
    private readonly lock: AccountLock,
    private readonly trail: AuditTrail,
  ) {}

  /** Call before the password is compared. Throws `rate_limited` when the network has no tries left. */
  async admit(account: TriedAccount): Promise<void> {
    const network = this.limits.network();
    if (network === null) return;
    for (const [limit, wide] of this.limits.wrongPasswordLimits()) await this.limits.assertLeft(limit, wide);
    await this.limits.assertLeft('passwords', ...subjectOf(account), network);
  }

  /**
   * Call after the comparison. Of simultaneous tries, only as many as the network's budget allows learn whether they were
   * right. The others get `rate_limited`, even a right one.
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
    // A right password on a locked account is counted too: an unchanged count would reveal that it was right.
    const { isLast } = await this.limits.count('passwords', ...subjectOf(account), network);
    for (const [limit, wide] of this.limits.wrongPasswordLimits()) await this.limits.spend(limit, wide);
    if (secondsLeft !== null) return { kind: 'locked', secondsLeft };
    const locks = await this.lock.strike(subjectOf(account));
    return { kind: isLast || locks ? 'closing' : 'refused' };
  }

  /** Whether a right password would be refused as well. */
  async isLocked(account: TriedAccount): Promise<boolean> {
    const network = this.limits.network();
    return network !== null && (await this.secondsLocked(account, network)) !== null;
  }

  private async secondsLocked(account: TriedAccount, network: string): Promise<number | null> {
    const secondsLeft = await this.lock.secondsLeft(subjectOf(account));
    if (secondsLeft === null) return null;
    // Also queried for an unknown account, so that the answer takes the same time.
    const { ownerId, userId, exists } = account;
    const familiar = await this.trail.isFamiliar(ownerId ?? 0, exists ? userId : 0, network);
    return familiar ? null : secondsLeft;
  }
}

/** A changed password resets the counts: the owner of the mailbox must not wait because of other people's tries. */
function subjectOf({ ownerId, userId, name, exists, passwordHash }: TriedAccount): LimitSubject {
  return exists ? ['account', ownerId, userId, passwordHash] : ['nobody', ownerId, name];
}
