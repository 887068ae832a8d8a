import { Signal } from '@portero/database';
import { IdentityError } from '../identity.errors';

/** The outcome of an operation: `success`, the code of the refusal, or `error` for an unexpected error. */
export type Outcome = string;

/** A log-in by password or another provider was decided. The value is its outcome. */
export const LOG_IN_DECIDED = new Signal<Outcome>();

/** Tokens were issued. */
export const TOKENS_ISSUED = new Signal<{ readonly profile: string; readonly kinds: readonly string[] }>();

/** A token was checked. `profile` is `null` when the token's profile is not known. */
export const TOKEN_CHECKED = new Signal<{ readonly profile: string | null; readonly outcome: Outcome }>();

/** A refresh was decided. */
export const REFRESH_DECIDED = new Signal<{ readonly profile: string; readonly outcome: Outcome }>();

/** A password was hashed or compared: seconds of the work, without the wait. */
export const PASSWORD_HASHED = new Signal<number>();

/** The queue of password hashes turned a caller away. */
export const HASH_REJECTED = new Signal<null>();

/** A caller was refused by a limit. The value is the name of the limit. */
export const RATE_LIMITED = new Signal<string>();

/** A try to send a mail ended: `sent`, `deferred`, `refused`, `unavailable`, `given_up` or `unreadable`. */
export const MAIL_SETTLED = new Signal<Outcome>();

/** A try to deliver a webhook ended: `delivered`, `failed` (it is tried again) or `given_up`. */
export const WEBHOOK_SETTLED = new Signal<Outcome>();

/**
 * A log-in was sent to an old back end: `right`, `wrong`, `unknown`, `failed`, or `left_alone` when the circuit breaker
 * was open.
 */
export const LEGACY_ASKED = new Signal<{ readonly dialect: string; readonly outcome: Outcome }>();

/** A try to write a password back to an old back end ended: `sent`, `failed` (it is tried again) or `given_up`. */
export const LEGACY_WRITTEN_BACK = new Signal<{ readonly dialect: string; readonly outcome: Outcome }>();

/** Runs `work` and signals its outcome. */
export async function deciding<T>(tell: (outcome: Outcome) => void, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    tell('success');
    return result;
  } catch (error) {
    tell(error instanceof IdentityError ? error.code : 'error');
    throw error;
  }
}
