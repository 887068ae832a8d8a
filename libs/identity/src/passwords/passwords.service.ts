import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { invalidField } from '../identity.errors';
import { type SlowestFormat, SlowestFormats } from './foreign/slowest-format.service';
import { BreachedPasswords } from './breached-passwords.service';
import { HashQueue } from './hash-queue';
import { isObvious, NO_CONTEXT, type PasswordContext } from './obvious-passwords';
import { PasswordHasher } from './password-hasher';

/**
 * The longest password that is normalised, in UTF-16 units. `String.normalize` sorts each run of combining marks, which
 * takes quadratic time: 60 KB of them hold the event loop for most of a second.
 */
const MAX_UNITS = 1024;

/** A comparison with a foreign hash below this share of the slowest one takes negligible time. */
const MUCH_CHEAPER = 20;

/** Checks new passwords, hashes them, and compares passwords in constant time, whether the account exists or not. */
@Injectable()
export class Passwords {
  private decoy: Promise<string> | null = null;

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly queue: HashQueue,
    private readonly hasher: PasswordHasher,
    private readonly formats: SlowestFormats,
    private readonly breached: BreachedPasswords,
  ) {}

  /**
   * Checks a new password against the rules and the breached ones, and hashes it.
   * Throws `validation_failed` on the field `password`, or `busy`.
   * @param ownerId the owner of the account, to which the work is charged; `null` when there is none yet
   * @param context data of which the password must not consist
   */
  async hashNew(password: string, ownerId: number | null, context: PasswordContext): Promise<string> {
    this.assertAcceptable(password, context);
    const normalized = password.normalize('NFC');
    if (await this.breached.include(normalized)) {
      throw invalidField('password', 'too_common', 'password is known from a data breach');
    }
    return this.queue.run(() => this.hasher.hash(normalized), ownerId);
  }

  /**
   * Throws `validation_failed` when a password may not be set. Costs nothing, so it can run before look-ups. Until the
   * caller has proved the account, it must be called without a context, because the answer would reveal whether the
   * account exists.
   */
  assertAcceptable(password: string, context: PasswordContext = NO_CONTEXT): void {
    const { minLength, maxLength, isCommon, refusesObvious, serviceWords } = this.policy.passwords;
    const tooLong = () => invalidField('password', 'too_long', `password must have at most ${maxLength} characters`);
    if (password.length > MAX_UNITS) throw tooLong();
    const normalized = password.normalize('NFC');
    const length = Array.from(normalized).length;
    if (length < minLength) {
      throw invalidField('password', 'too_short', `password must have at least ${minLength} characters`);
    }
    if (length > maxLength) throw tooLong();
    if (isCommon(normalized)) {
      throw invalidField('password', 'too_common', 'password is on a list of common passwords');
    }
    if (refusesObvious && isObvious(normalized, { words: [...context.words, ...serviceWords] })) {
      throw invalidField(
        'password',
        'too_obvious',
        'password must not be one repeated character, nor a common word, a date or a name of the account with little else',
      );
    }
  }

  /**
   * Whether `password` belongs to the stored hash. Without one (an unknown account, or one that has no password)
   * it spends the same time and returns `false`. A password is tried as it was typed, and then in its normal form. A password of more than 1,024 UTF-16 units is a wrong one. Throws `busy`.
   * @param ownerId the owner of the account, to which the work is charged
   */
  async matches(password: string, stored: string | null, ownerId: number | null): Promise<boolean> {
    const isBounded = password.length <= MAX_UNITS;
    // A longer one gets the full work too, so that its answer takes as long as any other.
    const normalized = isBounded ? password.normalize('NFC') : password.slice(0, MAX_UNITS);
    const slowest = await this.formats.at(ownerId);
    return this.queue.run(async () => {
      const known = stored !== null && this.hasher.recognises(stored);
      let matches = false;
      // Other systems hash the typed text; we hash its normal form.
      for (const each of isBounded && password !== normalized ? [password, normalized] : [normalized]) {
        if (await this.compare(each, known ? stored : null, slowest)) matches = true;
      }
      return known && matches && isBounded;
    }, ownerId);
  }

  /**
   * The first spelling of a password that matches the stored hash; `null` for none. All of them are compared, so that
   * the time reveals nothing about an account.
   */
  async rightSpelling(
    spellings: readonly string[],
    stored: string | null,
    ownerId: number | null,
  ): Promise<string | null> {
    let right: string | null = null;
    for (const each of spellings) {
      const matches = await this.matches(each, stored, ownerId);
      if (matches) right ??= each;
    }
    return right;
  }

  /** One comparison that takes the time of the slowest, whatever is stored. */
  private async compare(password: string, stored: string | null, slowest: SlowestFormat | null): Promise<boolean> {
    const begun = performance.now();
    const matches = await this.hasher.matches(password, stored ?? (await this.decoyHash()));
    const spent = performance.now() - begun;
    // After a cheaper hash, one with the current cost is computed too, because a quick answer would reveal that the
    // account exists.
    if (stored !== null && this.hasher.isOutdated(stored)) await this.hasher.matches(password, await this.decoyHash());
    if (slowest !== null) await this.topUp(password, stored, slowest, spent);
    return matches && stored !== null;
  }

  private async topUp(password: string, stored: string | null, slowest: SlowestFormat, spent: number): Promise<void> {
    const facts = stored === null ? null : this.formats.factsOf(stored);
    if (facts?.label === slowest.label) return;
    const own = facts?.cost.milliseconds ?? 0;
    // Work levels also a busy machine. Of formats that are nearly as slow, it would take up to twice the time.
    if (own * MUCH_CHEAPER <= slowest.estimate) await this.hasher.matches(password, slowest.sample);
    else await delay(Math.max(0, slowest.milliseconds - spent));
  }

  /** Hashes a password that is in use already, with the current costs. The rules for new passwords do not apply. */
  rehash(password: string, ownerId: number | null): Promise<string> {
    return this.queue.run(() => this.hasher.hash(password.normalize('NFC')), ownerId);
  }

  /** Whether a hash should be renewed at the next log-in. */
  isOutdated(stored: string): boolean {
    return this.hasher.isOutdated(stored);
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.hasher.hash('a password that no account has').catch((error: unknown) => {
      this.decoy = null;
      throw error;
    });
    return this.decoy;
  }
}
