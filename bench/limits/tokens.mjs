import { createHmac, createPrivateKey, createPublicKey, randomUUID, sign, timingSafeEqual, verify } from 'node:crypto';
import { sha256 } from '../world/keys.mjs';

const HMAC = { HS256: 'sha256', HS512: 'sha512' };

/** Signs and verifies JWTs with node:crypto and the keys of the run. */
export function tokenCodec(keys) {
  const rsa = { private: createPrivateKey(keys.koko), public: createPublicKey(keys.kokoPublic) };
  const mac = (alg, key, input) => createHmac(HMAC[alg], key).update(input).digest();
  const isSigned = (alg, key, input, signature) => {
    if (alg === 'RS256') return verify('sha256', input, key, signature);
    const expected = mac(alg, key, input);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  };
  /** @returns the claims, or `null` */
  const open = (token, alg, key) => {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    const input = Buffer.from(token.slice(0, end));
    if (!isSigned(alg, key, input, signature)) return null;
    const claims = JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString());
    return claims.exp === undefined || claims.exp * 1000 > Date.now() ? claims : null;
  };
  const make = (alg, key, header, claims) => {
    const input = `${part({ alg, ...header })}.${part(claims)}`;
    const signature = alg === 'RS256' ? sign('sha256', Buffer.from(input), key) : mac(alg, key, input);
    return `${input}.${signature.toString('base64url')}`;
  };
  return { open, make, rsa, keys };
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A new token id. */
export const newId = randomUUID;

/** The statement that every check of a user's token needs: the token, its session, its user, owner and role. */
const COLUMNS = `
  t.id, t.session_id, t.grant_id, t.kind, t.expires_at, t.used_at, t.ended_at, s.profile,
  s.ended_at AS session_ended_at, s.idle_expires_at, s.expires_at AS session_expires_at,
  u.id AS user_id, u.uuid AS user_uuid, u.email, u.username, u.active, u.disabled_at, u.role_id,
  o.id AS owner_id, o.uuid AS owner_uuid, r.description AS role
  FROM issued_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  JOIN owners o ON o.id = u.owner_id JOIN roles r ON r.id = u.role_id`;

/** Finds a live token by its id or its hash. @returns `null` if there is no such live token */
export function tokenFinder(query) {
  const byId = `SELECT ${COLUMNS} WHERE t.id = $1`;
  const byHash = `SELECT ${COLUMNS} WHERE t.hash = $1`;
  return {
    byId: async (id) => live((await query('token-by-id', byId, [tokenIdIn(id)]))[0]),
    byHash: async (token) => live((await query('token-by-hash', byHash, [sha256(token)]))[0]),
  };
}

/** The `jti` of Koko and Bookker has 80 digits: the session id, the token id and a checksum. */
function tokenIdIn(jti) {
  return jti.length === 80 ? jti.slice(32, 64) : jti;
}

function live(row) {
  if (row === undefined || row.ended_at !== null || row.session_ended_at !== null) return null;
  if (!row.active || row.disabled_at !== null) return null;
  const now = Date.now();
  const ends = [row.expires_at, row.idle_expires_at, row.session_expires_at];
  return ends.every((end) => end === null || end.getTime() > now) ? row : null;
}
