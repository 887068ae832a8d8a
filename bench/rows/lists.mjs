import { startNestHello } from '../limits/start-limit.mjs';
import { withDatabase } from '../world/accounts.mjs';
import { asOwner, sendRequest } from '../world/sessions.mjs';
import { httpRow } from './http-row.mjs';

const ONE = { statements: 1, roundTrips: 1 };
const NONE = { statements: 0, roundTrips: 0 };
const UUIDS = 64;
const NEST = 'Nest on Fastify, hello';

/** The first page of 100 users. */
export function pageLoad({ owner }) {
  return { requests: [{ method: 'GET', path: `/users?owner=${owner.uuid}&limit=100`, headers: asOwner(owner) }] };
}

async function uuidLoad(world) {
  const uuids = await world.once('uuids', () =>
    withDatabase(world.databaseUrl, async (client) => {
      const { rows } = await client.query('SELECT uuid FROM users ORDER BY email_key LIMIT $1', [UUIDS]);
      return rows.map(({ uuid }) => uuid);
    }),
  );
  const headers = asOwner(world.owner);
  return { requests: uuids.map((uuid) => ({ method: 'GET', path: `/users/uuid/${uuid}`, headers })) };
}

const get = (path) => () => ({ requests: [{ method: 'GET', path }] });

async function nestHello(world) {
  const { origin, pid } = await world.once('nest', () => startNestHello({ log: world.logOf('nest') }));
  await sendRequest(origin, { method: 'GET', path: '/livez' });
  return { origin, pid, load: get('/livez') };
}

/** Routes that read users, and routes that read nothing. */
export const LIST_ROWS = [
  httpRow({ id: 'page', title: 'GET /users, a page of 100', load: pageLoad, most: ONE }),
  httpRow({ id: 'user-by-uuid', title: 'GET /users/uuid/…', load: uuidLoad, most: ONE }),
  httpRow({
    id: 'livez',
    title: 'GET /livez, with log lines',
    load: get('/livez'),
    peers: { [NEST]: nestHello },
    always: [NEST],
    most: NONE,
  }),
  httpRow({ id: 'jwks', title: 'GET /.well-known/jwks.json', load: get('/.well-known/jwks.json'), most: NONE }),
];
