import { ownerCheck } from './checks.mjs';
import { newId, tokenCodec, tokenFinder } from './tokens.mjs';

const LIFETIME_MS = 86_400_000;

const ADD_EXCHANGED = `
  INSERT INTO issued_tokens (id, session_id, grant_id, profile, kind, issued_at, expires_at)
  VALUES ($1, $2, $3, 'oauth', 'access', now(), $4)`;
const ADD_CLIENT_TOKEN = `
  INSERT INTO client_tokens (id, owner_id, issued_at, expires_at) SELECT $1, id, now(), $2 FROM owners WHERE uuid = $3`;

/** Token exchange and client_credentials, signed with RS256. */
export function registerStandardTokens({ app, query, settings }) {
  const { make, rsa } = tokenCodec(settings.keys);
  const find = tokenFinder(query);
  const isOwner = ownerCheck(settings);
  const answer = (id, sub) => {
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + LIFETIME_MS / 1000;
    const claims = { iss: 'http://auth.bench.test', aud: settings.ownerUuid, client_id: settings.ownerUuid };
    const token = make('RS256', rsa.private, { typ: 'at+jwt', kid: 'bench' }, { ...claims, sub, iat, exp, jti: id });
    return { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_MS / 1000 };
  };

  app.post('/oauth/token', async ({ body, headers }, reply) => {
    if (!isOwner(headers.authorization)) return reply.code(401).send();
    const id = newId();
    const end = new Date(Date.now() + LIFETIME_MS);
    if (body.grant_type === 'client_credentials') {
      await query('add-client-token', ADD_CLIENT_TOKEN, [id, end, settings.ownerUuid]);
      return answer(id, settings.ownerUuid);
    }
    const row = await find.byHash(body.subject_token);
    if (!row) return reply.code(400).send();
    await query('add-exchanged', ADD_EXCHANGED, [id, row.session_id, newId(), end]);
    return answer(id, row.user_uuid);
  });
}
