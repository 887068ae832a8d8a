import type { IssuedToken, Session } from '@portero/database';

/** Why a token works no more at a moment; `null` when it does. */
export function whyDead(
  token: IssuedToken,
  session: Session,
  now: Date,
): 'token_invalid' | 'token_expired' | 'refresh_token_reused' | null {
  if (session.endedAt !== null || token.endedAt !== null) return 'token_invalid';
  if (token.usedAt !== null) return 'refresh_token_reused';
  const ends = [session.expiresAt, session.idleExpiresAt, ...(token.expiresAt ? [token.expiresAt] : [])];
  return ends.some((end) => end <= now) ? 'token_expired' : null;
}
