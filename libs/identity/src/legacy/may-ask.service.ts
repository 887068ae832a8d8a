import { Injectable } from '@nestjs/common';
import { parseEmail } from '../accounts/email-address';
import { parseUsername } from '../accounts/username';
import { Limits } from '../limits/limits.service';
import { LoginThrottle, type TriedAccount } from '../limits/login-throttle.service';
import { LegacyDepartures } from './legacy-departures.service';

/** Longer passwords are wrong here, so they are not tried there. */
const MAX_PASSWORD_UNITS = 1024;

/** What no JSON text of UTF-8 can hold. */
const UNSENDABLE = /\p{Cs}/u;

/** Whether an old back end is asked about a log-in: it must not become an oracle for guesses. */
@Injectable()
export class MayAsk {
  constructor(
    private readonly limits: Limits,
    private readonly throttle: LoginThrottle,
    private readonly departures: LegacyDepartures,
  ) {}

  /** Counts the question before it is asked. Throws `rate_limited` when the network has asked too often about the account. */
  async about(account: TriedAccount, typed: string, password: string): Promise<boolean> {
    const { ownerId, name } = account;
    if (ownerId === null || password === '' || password.length > MAX_PASSWORD_UNITS) return false;
    // Django fails on NUL, and after failures a back end is left alone.
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

  /** Its password was right. */
  async forget({ ownerId, name }: TriedAccount): Promise<void> {
    const network = this.limits.network();
    if (network !== null) await this.limits.forget('legacy_questions', ownerId, name, network);
  }

  /** Whether the user whom the old back end means was deleted here. */
  isDeparted(ownerId: number, externalId: string | null): Promise<boolean> {
    return this.departures.include(ownerId, { externalId });
  }
}
