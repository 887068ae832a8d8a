import { createPublicKey, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../world/keys.mjs';
import { tokenCodec, tokenFinder } from './tokens.mjs';

/** SimpleJWT verify, introspection of every kind, forward-auth: one statement each. */
export function registerChecks({ app, query, settings }) {
  const codec = tokenCodec(settings.keys);
  const find = tokenFinder(query);
  const isOwner = ownerCheck(settings);

  app.post('/api/token/verify/', async ({ body }, reply) => {
    const claims = codec.open(body.token, 'HS256', settings.keys.simplejwt);
    const row = claims && (await find.byId(claims.jti));
    return row ? [] : reply.code(401).send({ detail: 'Token is invalid or expired' });
  });

  const opened = opener(codec, find, query, settings);
  app.post('/oauth/introspect', async ({ body, headers }, reply) => {
    if (!isOwner(headers.authorization)) return reply.code(401).send();
    const row = await opened(body.token);
    if (!row) return { active: false };
    return {
      active: true,
      sub: row.user_uuid ?? row.owner_uuid,
      client_id: row.owner_uuid,
      username: row.username,
      role: row.role,
    };
  });

  app.get('/forward-auth', async ({ headers }, reply) => {
    const row = await opened((headers.authorization ?? '').slice('Bearer '.length));
    if (!row) return reply.code(401).send();
    const told = { 'x-auth-user': row.user_uuid, 'x-auth-owner': row.owner_uuid };
    return reply.headers({ ...told, 'x-auth-roles': row.role, 'x-auth-dialect': row.profile }).send();
  });
}

/** Compares the credential of a request with the one owner of the run. */
export function ownerCheck({ ownerUuid, ownerSecret }) {
  const secret = sha256(ownerSecret);
  return (authorization = '') => {
    const [uuid, given] = Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':');
    return uuid === ownerUuid && timingSafeEqual(sha256(given ?? ''), secret);
  };
}

const CLIENT_TOKEN = `
  SELECT c.id, c.expires_at, c.ended_at, o.uuid AS owner_uuid FROM client_tokens c JOIN owners o ON o.id = c.owner_id
  WHERE c.id = $1`;

/** Tells the kind of a token from its shape and header, verifies it by its own key, and finds its row. */
function opener({ open, rsa }, find, query, { keys, standardKey }) {
  const standard = createPublicKey(standardKey);
  const byKind = {
    auth100: (token) => open(token, 'HS256', keys.auth100) ?? open(token, 'HS256', keys.simplejwt),
    koko: (token) => open(token, 'RS256', rsa.public),
    bookker: (token) => open(token, 'HS512', keys.bookker),
    standard: (token) => open(token, 'RS256', standard),
  };
  const kindOf = ({ alg, typ }) => {
    if (typ === 'at+jwt') return 'standard';
    return { HS256: 'auth100', HS512: 'bookker', RS256: 'koko' }[alg];
  };
  return async (token) => {
    if (!token.includes('.')) return find.byHash(token);
    const header = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
    const claims = byKind[kindOf(header)](token);
    if (claims === null) return null;
    const isClient = header.typ === 'at+jwt' && claims.sub === claims.client_id;
    if (isClient) return (await query('client-token', CLIENT_TOKEN, [claims.jti]))[0] ?? null;
    return find.byId(claims.jti);
  };
}
