import { Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import { parseEmail } from '../accounts/email-address';
import { parseUsername } from '../accounts/username';
import { IdentityError } from '../identity.errors';
import { BringUser } from '../legacy/bring-user.service';
import type { TriedAccount } from '../limits/login-throttle.service';
import { PasswordGate } from '../passwords/password-gate.service';
import { Passwords } from '../passwords/passwords.service';
import { deciding, LOG_IN_DECIDED } from '../signals/identity-signals';
import { subjectOf } from '../tokens/subject-row';
import type { TokenSubject } from '../tokens/token-profile';
import { CURRENT_HASH, FIND_BY_EMAIL, FIND_BY_USERNAME, RENEW_HASH, renewalLink } from './log-in.query';

/** The account of a log-in: an e-mail or a username, at one owner. */
export interface LoginName {
  readonly ownerUuid: string;
  readonly name: string;
  /** Whether `name` may also be a username. */
  readonly allowUsername: boolean;
  /** The dialect whose old back end is asked about unknown users; absent for none. */
  readonly dialect?: string;
}

/** The requested account, and its user. */
interface Found {
  readonly account: TriedAccount;
  readonly user: TokenSubject | null;
}

/** While a log-in computes a hash, the stored hash may be wrapped, and then renewed by another log-in. */
const RENEWALS = 3;

/** Checks passwords at log-in. */
@Injectable()
export class LogIn {
  constructor(
    private readonly queries: Queries,
    private readonly gate: PasswordGate,
    private readonly passwords: Passwords,
    private readonly arrivals: BringUser,
  ) {}

  /**
   * Returns the user when the password is right. An unknown account takes the same time as a wrong password.
   *
   * Throws `account_unknown` or `wrong_password` (one `invalid_credentials` where the policy reveals no accounts), and,
   * when the password was right, `not_verified` or `account_disabled`; `rate_limited` after too many wrong ones, `busy`
   * under load.
   * @param password as it was typed, or the spellings of it that the wire accepts
   */
  withPassword(login: LoginName, password: string | readonly string[]): Promise<TokenSubject> {
    return deciding(
      (outcome) => {
        LOG_IN_DECIDED.tell(outcome);
      },
      () => this.check(login, password),
    );
  }

  private async check(login: LoginName, password: string | readonly string[]): Promise<TokenSubject> {
    const found = await this.find(login);
    // A user who was imported from the old back end is then checked against the stored hash, like every other user.
    const hasArrived = found.user === null && (await this.arrivals.bring(found.account, login, password));
    const { account, user } = hasArrived ? await this.find(login) : found;
    const right = await this.gate.pass(account, password, 'login');
    if (user === null) throw new Error('A password passed that belongs to nobody');
    if (!user.active) throw new IdentityError(user.disabledAt || user.verifiedAt ? 'account_disabled' : 'not_verified');
    return this.renewHash(user, right);
  }

  private async find({ ownerUuid, name, allowUsername }: LoginName): Promise<Found> {
    const email = parseEmail(name);
    const username = allowUsername && email === null ? parseUsername(name) : null;
    const key = email?.key ?? username?.key ?? name;
    const row = username
      ? await this.queries.first(FIND_BY_USERNAME, [ownerUuid, username.key])
      : await this.queries.first(FIND_BY_EMAIL, [ownerUuid, email?.key ?? null]);
    if (row === null) return nobody(null, key);
    if (row.u_id === null) return nobody(row.o_id, key);
    const user = subjectOf(row);
    const { id: userId, ownerId, passwordHash } = user;
    return { user, account: { ownerId, userId, name: key, exists: true, passwordHash } };
  }

  /**
   * Replaces an outdated hash, unless the password was changed meanwhile. If another log-in or the wrapping of weak hashes
   * was first, it continues with the new hash, provided that it is of the same password.
   */
  private async renewHash(user: TokenSubject, password: string): Promise<TokenSubject> {
    let old = user.passwordHash;
    if (old === null || !this.passwords.isOutdated(old)) return user;
    const passwordHash = await this.passwords.rehash(password, user.ownerId);
    for (let attempt = 1; attempt <= RENEWALS; attempt += 1) {
      const link = renewalLink(old, passwordHash);
      const renewed = await this.queries.run(RENEW_HASH, [user.id, old, passwordHash, link]);
      if (renewed.length === 1) return Object.assign(user, { passwordHash });
      const current: string | null = await this.currentHash(user, old, password);
      if (current === null) return user;
      Object.assign(user, { passwordHash: current });
      if (!this.passwords.isOutdated(current)) return user;
      old = current;
    }
    return user;
  }

  /** `null` when the password was changed. */
  private async currentHash({ id, ownerId }: TokenSubject, old: string, password: string): Promise<string | null> {
    const found = await this.queries.first(CURRENT_HASH, [id, old]);
    const current = found?.password_hash ?? null;
    if (current === null || found?.renewed === true) return current;
    return (await this.passwords.matches(password, current, ownerId)) ? current : null;
  }
}

function nobody(ownerId: number | null, name: string): Found {
  return { account: { ownerId, userId: null, name, exists: false, passwordHash: null }, user: null };
}
