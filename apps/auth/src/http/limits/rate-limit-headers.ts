import type { LimitState } from '@portero/identity';

/**
 * The headers about a limit: `RateLimit-Policy: "requests";q=600;w=60` and `RateLimit: "requests";r=0;t=42`, with the
 * quota, its window, what remains and the seconds until it is whole again (draft-ietf-httpapi-ratelimit-headers-08 to
 * -11).
 */
export function rateLimitHeaders({ name, most, seconds, left, secondsLeft }: LimitState): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${most};w=${seconds}`,
    ratelimit: `"${name}";r=${Math.max(0, left)};t=${secondsLeft}`,
  };
}
