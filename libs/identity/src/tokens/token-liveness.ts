import type { IssuedToken, Session } from '@portero/database';
import type { JsonObject } from './jws';
import { tokenIdWithSession } from './session-in-id';

/** The reason why a token is not valid at a given time; `null` when it is valid. */
export function whyDead(
  token: Pick<IssuedToken, 'kind' | 'issuedAt' | 'expiresAt' | 'usedAt' | 'endedAt'>,
  session: Pick<Session, 'expiresAt' | 'idleExpiresAt' | 'endedAt' | 'tokensSince'>,
  now: Date,
): 'token_invalid' | 'token_expired' | 'refresh_token_reused' | null {
  if (session.endedAt !== null || token.endedAt !== null) return 'token_invalid';
  const { tokensSince } = session;
  if (token.kind === 'access' && tokensSince !== null && token.issuedAt < tokensSince) return 'token_invalid';
  if (token.usedAt !== null) return 'refresh_token_reused';
  const ends = [session.expiresAt, session.idleExpiresAt, ...(token.expiresAt ? [token.expiresAt] : [])];
  return ends.some((end) => end <= now) ? 'token_expired' : null;
}

/** The name of a token's profile: its own, or else that of its session. */
export function profileOf(token: Pick<IssuedToken, 'profile'>, session: Pick<Session, 'profile'>): string {
  return token.profile ?? session.profile;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu;

/** The id in the claims of a token that we signed; `null` when it is absent or malformed. */
export function tokenIdOf(claims: JsonObject): string | null {
  const id = claims['jti'];
  if (typeof id !== 'string') return null;
  return UUID.test(id) ? id : tokenIdWithSession(id);
}
