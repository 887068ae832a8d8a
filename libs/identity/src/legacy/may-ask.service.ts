import { Injectable } from '@nestjs/common';
import { parseEmail } from '../accounts/email-address';
import { parseUsername } from '../accounts/username';
import { Limits } from '../limits/limits.service';
import { LoginThrottle, type TriedAccount } from '../limits/login-throttle.service';
import { LegacyDepartures } from './legacy-departures.service';

/** Longer passwords are never accepted here, so they are not sent to the old back end. */
const MAX_PASSWORD_UNITS = 1024;

/** Characters that JSON in UTF-8 cannot represent. */
const UNSENDABLE = /\p{Cs}/u;

/** Decides whether an old back end is asked about a log-in. It must not become an oracle for guesses. */
@Injectable()
export class MayAsk {
  constructor(
    private readonly limits: Limits,
    private readonly throttle: LoginThrottle,
    private readonly departures: LegacyDepartures,
  ) {}

  /**
   * Counts the request before it is sent. Throws `rate_limited` when the network has caused too many requests about the
   * account.
   */
  async about(account: TriedAccount, typed: string, password: string): Promise<boolean> {
    const { ownerId, name } = account;
    if (ownerId === null || password === '' || password.length > MAX_PASSWORD_UNITS) return false;
    // Django fails on NUL, and failures open the circuit breaker.
    if (password.includes('\0') || UNSENDABLE.test(password)) return false;
    const [email, username] = [parseEmail(typed), parseUsername(typed)];
    if (email === null && username === null) return false;
    if (await this.throttle.isLocked(account)) return false;
    const names = { emailKey: email?.key ?? null, usernameKey: username?.key ?? null };
    if (await this.departures.include(ownerId, names)) return false;
    const network = this.limits.network();
    if (network !== null) await this.limits.spend('legacy_questions', ownerId, name, network);
    return true;
  }

  /** To be called when the password was right. */
  async forget({ ownerId, name }: TriedAccount): Promise<void> {
    const network = this.limits.network();
    if (network !== null) await this.limits.forget('legacy_questions', ownerId, name, network);
  }

  /** Whether the user in the answer was deleted here. */
  isDeparted(ownerId: number, externalId: string | null): Promise<boolean> {
    return this.departures.include(ownerId, { externalId });
  }
}
