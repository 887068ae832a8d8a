import { verify } from '@node-rs/argon2';
import { newId, tokenCodec, tokenFinder } from './tokens.mjs';

const DAY_MS = 86_400_000;

/** Extends a session, writes the audit row and adds one access token, in one statement and therefore one transaction. */
const RENEW = `
  WITH session AS (UPDATE sessions SET idle_expires_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id),
       audit AS (INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
                 SELECT now(), $3, $4, 'refresh', 'ok', 'client', $5, $6, $7 FROM session)
  INSERT INTO issued_tokens (id, session_id, grant_id, kind, issued_at, expires_at)
  SELECT $8, id, $9, 'access', now(), $10 FROM session RETURNING id`;

/** The same for a one-time token: of several simultaneous requests, exactly one finds it unused. */
const ROTATE = `
  WITH used AS (UPDATE issued_tokens SET used_at = now() WHERE id = $1 AND used_at IS NULL RETURNING session_id),
       session AS (UPDATE sessions SET idle_expires_at = $2 FROM used WHERE id = session_id RETURNING id),
       audit AS (INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
                 SELECT now(), $3, $4, 'refresh', 'ok', 'client', $5, 'simplejwt', $6 FROM session)
  INSERT INTO issued_tokens (id, session_id, grant_id, kind, issued_at, expires_at)
  SELECT made.id, session.id, $7, made.kind, now(), $8
  FROM session, (VALUES ($9::uuid, 'access'), ($10::uuid, 'refresh')) made (id, kind) RETURNING id`;

const FIND_USER = `
  SELECT u.id, u.owner_id, u.password_hash FROM users u JOIN owners o ON o.id = u.owner_id
  WHERE o.uuid = $1 AND u.email_key = $2 AND u.active`;

/** Begins a session with its audit row and its two tokens, in one statement. */
const BEGIN = `
  WITH session AS (
         INSERT INTO sessions (id, owner_id, user_id, profile, created_at, idle_expires_at, expires_at, sweep_at)
         VALUES ($1, $2, $3, 'simplejwt', now(), $4, $4, $4) RETURNING id),
       audit AS (INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
                 SELECT now(), $2, $3, 'login', 'ok', 'client', $5, 'simplejwt', $6 FROM session)
  INSERT INTO issued_tokens (id, session_id, grant_id, kind, issued_at, expires_at)
  SELECT made.id, session.id, $7, made.kind, now(), $4
  FROM session, (VALUES ($8::uuid, 'access'), ($9::uuid, 'refresh')) made (id, kind)`;

/** Log-in, SimpleJWT refresh, rotating refresh, Bookker's refresh: find, then write. */
export function registerSessions(design) {
  const { app, query, settings } = design;
  const { keys } = settings;
  const { open, make } = tokenCodec(keys);
  const find = tokenFinder(query);
  const simplejwt = (type, jti, userId, seconds) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { token_type: type, exp: iat + seconds, iat, jti, user_id: userId };
    return make('HS256', keys.simplejwt, { typ: 'JWT' }, claims);
  };
  const renew = async (row, address, profile, id) => {
    const end = new Date(Date.now() + DAY_MS);
    const audit = [row.owner_id, row.user_id, address, profile, newId()];
    return query('renew', RENEW, [row.session_id, end, ...audit, id, newId(), end]);
  };

  app.post('/api/token/refresh/', async ({ body, ip }, reply) => {
    const claims = open(body.refresh, 'HS256', keys.simplejwt);
    const row = claims && (await find.byId(claims.jti));
    if (!row) return reply.code(401).send();
    const id = newId();
    await renew(row, ip, 'simplejwt', id);
    return { access: simplejwt('access', id.replaceAll('-', ''), row.user_id, 86_400) };
  });

  registerLogIn(design, simplejwt);
  registerBookker(design, renew);
  registerRotation(design, { find, open, simplejwt });
}

function registerLogIn({ app, query, settings }, simplejwt) {
  app.post('/api/token/', async ({ body, ip }, reply) => {
    const [user] = await query('find-user', FIND_USER, [settings.ownerUuid, body.email]);
    if (!user || !(await verify(user.password_hash, body.password))) return reply.code(401).send();
    const [access, refresh] = [newId(), newId()];
    const end = new Date(Date.now() + DAY_MS);
    const facts = [newId(), user.owner_id, user.id, end, ip, newId(), newId(), access, refresh];
    await query('begin', BEGIN, facts);
    const token = (type, id) => simplejwt(type, id.replaceAll('-', ''), user.id, 86_400);
    return { access: token('access', access), refresh: token('refresh', refresh) };
  });
}

function registerRotation({ app, query, settings: { keys } }, { find, open, simplejwt }) {
  app.post('/rotate', async ({ body, ip }, reply) => {
    const claims = open(body.refresh, 'HS256', keys.simplejwt);
    const row = claims && (await find.byId(claims.jti));
    if (!row) return reply.code(401).send();
    const [access, refresh] = [newId(), newId()];
    const end = new Date(Date.now() + DAY_MS);
    const audit = [row.owner_id, row.user_id, ip, newId()];
    const made = await query('rotate', ROTATE, [row.id, end, ...audit, newId(), end, access, refresh]);
    if (made.length === 0) return reply.code(401).send();
    const token = (type, id) => simplejwt(type, id.replaceAll('-', ''), row.user_id, 86_400);
    return { access: token('access', access), refresh: token('refresh', refresh) };
  });
}

function registerBookker({ app, query, settings: { keys } }, renew) {
  const { open, make } = tokenCodec(keys);
  const find = tokenFinder(query);
  app.get('/api/v1/login/refresh', async ({ headers, ip }, reply) => {
    const claims = open(headers.authorization.slice('Bearer '.length), 'HS512', keys.bookker);
    const row = claims && (await find.byId(claims.jti));
    if (!row) return reply.code(401).send();
    const id = newId();
    await renew(row, ip, 'bookker', id);
    const exp = Math.floor((Date.now() + DAY_MS) / 1000);
    const { iss, aud, sub, rol } = claims;
    return { token: make('HS512', keys.bookker, { type: 'JWT' }, { iss, aud, sub, exp, rol, jti: id }) };
  });
}
