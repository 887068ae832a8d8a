const DEFAULT_SECONDS = 300;
const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 86_400;

/** Seconds for which an answer is fresh: its `max-age` within bounds, or five minutes without one. */
export function freshSeconds(cacheControl: string | undefined): number {
  const [, digits] = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/iu.exec(cacheControl ?? '') ?? [];
  if (digits === undefined) return DEFAULT_SECONDS;
  return Math.min(Math.max(Number(digits), SHORTEST_SECONDS), LONGEST_SECONDS);
}
