import { djangoRefresh, djangoRotate } from '../peers/django/loads.mjs';
import { oidcClientCredentials } from '../peers/oidc-provider/loads.mjs';
import { clientCredentialsRequest, exchangeRequest, openSessions } from '../world/sessions.mjs';
import { getAs, httpRow, post } from './http-row.mjs';

const TWO = { roundTrips: 2 };
const CONNECTIONS = 16;

/** The requests of SimpleJWT's refresh without rotation. */
export async function refreshLoad(world) {
  return { requests: (await world.tokens('simplejwt')).map(({ refresh }) => post('/api/token/refresh/', { refresh })) };
}

/** A refresh token works once, so each connection continues with the token that it received. */
async function rotatingLoad(world, path) {
  const { origin } = await world.rotatingPortero();
  const sessions = await openSessions(origin, 'simplejwt', world.owner, CONNECTIONS);
  const chain = { tokens: sessions.map(({ refresh }) => refresh), bodyKey: 'refresh', answerKey: 'refresh' };
  return { requests: [post(path, {})], chain };
}

/** Requests that change a session, and requests that issue tokens from one. */
export const SESSION_ROWS = [
  httpRow({
    id: 'refresh',
    title: 'SimpleJWT refresh',
    load: refreshLoad,
    peers: { 'Django on gunicorn × 2, stateless': djangoRefresh },
    most: TWO,
  }),
  httpRow({
    id: 'refresh-rotating',
    title: 'SimpleJWT refresh, rotating',
    connections: CONNECTIONS,
    service: 'rotatingPortero',
    settings: { SIMPLEJWT_ROTATE_REFRESH: 'true' },
    load: (world) => rotatingLoad(world, '/api/token/refresh/'),
    limitLoad: (world) => rotatingLoad(world, '/rotate'),
    peers: { 'Django on gunicorn × 2, blacklist in PostgreSQL': djangoRotate },
    most: TWO,
  }),
  httpRow({
    id: 'bookker-refresh',
    title: 'Bookker refresh',
    load: async (world) => ({
      requests: (await world.tokens('bookker')).map(({ access }) => getAs('/api/v1/login/refresh', access)),
    }),
    most: TWO,
  }),
  httpRow({
    id: 'exchange',
    title: 'Token exchange (RS256)',
    load: async (world) => ({
      requests: (await world.tokens('shoop')).map(({ access }) => exchangeRequest(access, world.owner)),
    }),
    most: TWO,
  }),
  httpRow({
    id: 'client-credentials',
    title: 'client_credentials (RS256)',
    load: ({ owner }) => ({ requests: [clientCredentialsRequest(owner)] }),
    peers: { 'oidc-provider in memory': oidcClientCredentials },
    most: TWO,
  }),
];
