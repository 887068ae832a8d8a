import { ownerCheck } from './checks.mjs';

const PAGE = 100;

const USER_COLUMNS = `
  u.id, u.uuid, u.email, u.username, u.name, u.surname, u.phone, u.country_code, u.active, u.verified_at, u.created_at,
  r.id AS role_id, r.uuid AS role_uuid, r.description AS role
  FROM users u JOIN owners o ON o.id = u.owner_id JOIN roles r ON r.id = u.role_id`;
const PAGE_OF_USERS = `SELECT ${USER_COLUMNS} WHERE o.uuid = $1 AND u.id > $2 ORDER BY u.id LIMIT $3`;
const USER_BY_UUID = `SELECT ${USER_COLUMNS} WHERE o.uuid = $1 AND u.uuid = $2`;

/** Pages of users, one user, and the JWKS as prepared bytes. */
export function registerLists({ app, query, settings }) {
  const isOwner = ownerCheck(settings);
  app.get('/users', async ({ headers, query: { cursor = 0 } }, reply) => {
    if (!isOwner(headers.authorization)) return reply.code(401).send();
    return { result: await query('page-of-users', PAGE_OF_USERS, [settings.ownerUuid, cursor, PAGE]) };
  });
  app.get('/users/uuid/:uuid', async ({ headers, params }, reply) => {
    if (!isOwner(headers.authorization)) return reply.code(401).send();
    const rows = await query('user-by-uuid', USER_BY_UUID, [settings.ownerUuid, params.uuid]);
    return rows.length === 0 ? reply.code(404).send() : { result: rows[0] };
  });
  app.get('/.well-known/jwks.json', (_request, reply) => reply.type('application/json').send(settings.jwks));
}
