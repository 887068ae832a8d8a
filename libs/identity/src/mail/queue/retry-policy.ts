import type { MailFailure } from '../mailer';

const FIRST_DELAY_SECONDS = 5;
const MAX_DELAY_SECONDS = 3_600;
/** While the server is down it is tried often, because people wait for their codes. */
const MAX_DELAY_UNAVAILABLE_SECONDS = 60;
const MAX_REFUSALS = 5;
const MAX_AGE_SECONDS = 3 * 86_400;

/** What to do with an unsent mail: retry after a number of seconds, or give up. */
export type Verdict = { readonly retryInSeconds: number } | { readonly giveUp: string };

/**
 * A refused mail is tried a few more times, because some refusals are temporary; a deferred one for three days.
 *
 * @param attempts tries so far, this one included
 * @param ageSeconds since the mail was queued
 * @param a random number in [0, 1) that spreads the retries of mails that failed together
 */
export function verdictOn(failure: MailFailure, attempts: number, ageSeconds: number, random: number): Verdict {
  if (failure === 'refused' && attempts >= MAX_REFUSALS) return { giveUp: `refused, ${attempts} tries` };
  if (ageSeconds >= MAX_AGE_SECONDS) return { giveUp: `${failure} for three days` };
  const longest = failure === 'unavailable' ? MAX_DELAY_UNAVAILABLE_SECONDS : MAX_DELAY_SECONDS;
  const delay = Math.min(longest, FIRST_DELAY_SECONDS * 2 ** (attempts - 1));
  return { retryInSeconds: delay * (0.5 + random / 2) };
}
