import { Inject, Injectable } from '@nestjs/common';
import type { AuditEventName } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { LoginThrottle, type TriedAccount, type Verdict } from '../limits/login-throttle.service';
import { Passwords } from './passwords.service';

/** The answer of another service to a name and a password. */
export type Judgement = 'right' | 'wrong' | 'unknown';

/** Checks passwords for every purpose: applies the limits, compares, and records refusals. */
@Injectable()
export class PasswordGate {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Accepts a right password.
   *
   * Throws `account_unknown` or `wrong_password`; where the policy reveals no accounts, one `invalid_credentials` for
   * both and for a locked account, after the same work. Throws `rate_limited` and `busy` before any of it, and
   * `rate_limited` for a locked account where the policy reveals it.
   * @param password as it was typed, or the accepted spellings of it, which together count as one try
   * @param event the purpose of the password, as an event of the audit log
   * @returns the spelling that was right
   */
  async pass(account: TriedAccount, password: string | readonly string[], event: AuditEventName): Promise<string> {
    const tried = this.throttle.begin(account);
    const spellings = typeof password === 'string' ? [password] : password;
    const right = await this.passwords.rightSpelling(spellings, account.passwordHash, account.ownerId);
    const verdict = await tried.settle(right !== null && account.exists);
    if (verdict.kind === 'admitted' && right !== null) return right;
    await this.writeDown(account, verdict, event);
    throw this.refusal(account.exists, verdict);
  }

  /**
   * Accepts users of another service, under the same limits. Throws as {@link pass} does.
   * @param account one that does not exist here
   * @param judge calls that service, after the limits were checked and the usual work for an unknown account was done
   */
  async passElsewhere(account: TriedAccount, password: string, judge: () => Promise<Judgement>): Promise<void> {
    const tried = this.throttle.begin(account);
    await this.passwords.matches(password, null, account.ownerId);
    const judgement = await judge();
    const verdict = await tried.settle(judgement === 'right');
    if (verdict.kind === 'admitted') return;
    await this.writeDown(account, verdict, 'login');
    throw this.refusal(judgement !== 'unknown', verdict);
  }

  private refusal(exists: boolean, verdict: Verdict): IdentityError {
    if (!this.policy.revealAccounts) return new IdentityError('invalid_credentials');
    if (verdict.kind === 'locked') {
      return new IdentityError('rate_limited', { retryAfterSeconds: verdict.secondsLeft });
    }
    return new IdentityError(exists ? 'wrong_password' : 'account_unknown');
  }

  private async writeDown(account: TriedAccount, { kind }: Verdict, event: AuditEventName): Promise<void> {
    const { ownerId, userId, exists, name } = account;
    if (ownerId === null) return;
    const outcome = kind === 'refused' ? 'failed' : 'locked';
    await this.audit.record(null, { ownerId, event, outcome, ...(exists ? { userId } : { nobody: name }) });
  }
}
