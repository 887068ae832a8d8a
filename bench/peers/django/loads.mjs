import { emailOf, PASSWORD } from '../../world/accounts.mjs';
import { sendRequest, SESSIONS } from '../../world/sessions.mjs';
import { gunicornProcess } from './start.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const USERS = 256;
const ROTATING_CONNECTIONS = 16;

const post = (path, body) => ({ method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body) });
const login = (nth) => post('/api/token/', { username: emailOf(nth), password: PASSWORD });

const django = (world) => world.once('django', () => gunicornProcess(world));
const rotating = (world) => world.once('django rotating', () => gunicornProcess(world, { rotates: true }));

function openSessions(origin, count) {
  return Promise.all(Array.from({ length: count }, (_, nth) => sendRequest(origin, login(nth + 1))));
}

const sessionsOf = (world, origin) => world.once('django sessions', () => openSessions(origin, SESSIONS));

/** Log-in. */
export async function djangoLogin(world) {
  const { origin, pid } = await django(world);
  return { origin, pid, load: () => ({ requests: Array.from({ length: USERS }, (_, nth) => login(nth + 1)) }) };
}

/** Verify without a blacklist: no statement at all. */
export async function djangoVerify(world) {
  const { origin, pid } = await django(world);
  const sessions = await sessionsOf(world, origin);
  return {
    origin,
    pid,
    load: () => ({ requests: sessions.map(({ access }) => post('/api/token/verify/', { token: access })) }),
  };
}

/** Refresh without rotation and blacklist: no statement at all. */
export async function djangoRefresh(world) {
  const { origin, pid } = await django(world);
  const sessions = await sessionsOf(world, origin);
  return {
    origin,
    pid,
    load: () => ({ requests: sessions.map(({ refresh }) => post('/api/token/refresh/', { refresh })) }),
  };
}

/** Refresh with rotation and the blacklist in PostgreSQL. */
export async function djangoRotate(world) {
  const { origin, pid } = await rotating(world);
  const load = async () => {
    const sessions = await openSessions(origin, ROTATING_CONNECTIONS);
    const chain = { tokens: sessions.map(({ refresh }) => refresh), bodyKey: 'refresh', answerKey: 'refresh' };
    return { requests: [post('/api/token/refresh/', {})], chain };
  };
  return { origin, pid, load };
}
