import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.service';
import { AccountLock } from './account-lock.service';
import { type Budget, type LimitSubject, Limits } from './limits.service';

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
  /** PHC string; `null` when there is no password. */
  readonly passwordHash: string | null;
}

/**
 * The outcome of a try. `closing`: a wrong password, after which the network has no tries left for this account or the
 * account is locked. `locked`: refused, whether the password was right or not.
 */
export type Verdict =
  { readonly kind: 'admitted' | 'refused' | 'closing' } | { readonly kind: 'locked'; readonly secondsLeft: number };

/** One try of a password. */
export interface PasswordTry {
  /**
   * To be called after the comparison. Of simultaneous tries, only as many as the network's budget allows get a result.
   * The others get `rate_limited`, even with the right password.
   */
  settle(right: boolean): Promise<Verdict>;
}

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

  /**
   * To be called before the password is compared. Throws `rate_limited` when the network is known to have no tries
   * left. The counts of other replicas are read at the same time, which costs no time because comparing takes longer.
   */
  begin(account: TriedAccount): PasswordTry {
    const network = this.limits.network();
    if (network === null) return { settle: (right) => Promise.resolve({ kind: right ? 'admitted' : 'refused' }) };
    const budgets = this.budgetsOf(account, network);
    this.assertLeft(budgets);
    const known = [this.limits.prefetch(budgets), this.lock.prefetch(subjectOf(account))];
    return {
      settle: async (right) => {
        await Promise.all(known.map((wait) => wait()));
        return this.settle(account, network, right);
      },
    };
  }

  private async settle(account: TriedAccount, network: string, right: boolean): Promise<Verdict> {
    const secondsLeft = await this.secondsLocked(account, network);
    const [ofAccount, ...wider] = this.budgetsOf(account, network);
    if (right && secondsLeft === null) {
      this.assertLeft([ofAccount, ...wider]);
      await this.limits.forget(...ofAccount);
      return { kind: 'admitted' };
    }
    // A right password on a locked account is counted too: an unchanged count would reveal that it was right.
    const [isLast] = await this.limits.countAll([ofAccount]);
    const strikes = secondsLeft === null ? this.lock.strike(subjectOf(account)) : false;
    // Together, so that a shared store is asked once.
    const [locks] = await Promise.all([strikes, this.limits.countAll(wider)]);
    if (secondsLeft !== null) return { kind: 'locked', secondsLeft };
    return { kind: isLast || locks ? 'closing' : 'refused' };
  }

  /** Whether a right password would be refused as well. */
  async isLocked(account: TriedAccount): Promise<boolean> {
    const network = this.limits.network();
    if (network === null) return false;
    await this.lock.prefetch(subjectOf(account))();
    return (await this.secondsLocked(account, network)) !== null;
  }

  private budgetsOf(account: TriedAccount, network: string): readonly [Budget, ...Budget[]] {
    return [['passwords', ...subjectOf(account), network], ...this.limits.wrongPasswordLimits()];
  }

  private assertLeft(budgets: readonly Budget[]): void {
    for (const budget of budgets) this.limits.assertLeftHere(...budget);
  }

  private async secondsLocked(account: TriedAccount, network: string): Promise<number | null> {
    const secondsLeft = this.lock.secondsLeft(subjectOf(account));
    if (secondsLeft === null) return null;
    // Also run for an unknown account, so that the answer takes the same time.
    const { ownerId, userId, exists } = account;
    const familiar = await this.trail.isFamiliar(ownerId ?? 0, exists ? userId : 0, network);
    return familiar ? null : secondsLeft;
  }
}

/** A changed password resets the counts, so that the owner of the mailbox need not wait because of other people's tries. */
function subjectOf({ ownerId, userId, name, exists, passwordHash }: TriedAccount): LimitSubject {
  return exists ? ['account', ownerId, userId, passwordHash] : ['nobody', ownerId, name];
}
