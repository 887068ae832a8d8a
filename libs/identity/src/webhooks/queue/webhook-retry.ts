const FIRST_DELAY_SECONDS = 5;
const FACTOR = 4;
const MAX_DELAY_SECONDS = 4 * 3600;

/** With these delays the last try is almost a day after the first. */
const MAX_ATTEMPTS = 12;

/** 410 Gone: the endpoint does not exist any more (RFC 9110, section 15.5.11), so a retry is useless. */
const GONE = 410;

/**
 * Seconds until the next try of a delivery that failed; `null` to give it up.
 * @param attempts tries so far, this one included
 * @param status of the answer; `null` for none
 * @param a random number in [0, 1) that spreads the retries of deliveries that failed together
 */
export function webhookRetryDelay(attempts: number, status: number | null, random: number): number | null {
  if (status === GONE || attempts >= MAX_ATTEMPTS) return null;
  return Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * FACTOR ** (attempts - 1)) * (0.75 + random / 4);
}
