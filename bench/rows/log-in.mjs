import { installedHashers, runBareHasher } from '../limits/bare-hasher.mjs';
import { djangoLogin } from '../peers/django/loads.mjs';
import { betterAuthLogin } from '../peers/better-auth/loads.mjs';
import { loginRequest } from '../world/sessions.mjs';
import { httpRow } from './http-row.mjs';

/** The number of users that log in, in turns. */
const USERS = 256;

const AT_ONCE = [1, 2, 8];

/** What a log-in can reach on cores that it shares with PostgreSQL and the load generator. */
const BARE_LOG_IN = 'bare log-in';

/** Log-in by password at several concurrencies; the limit is the fastest installed hasher without HTTP or database. */
export const LOG_IN_ROWS = AT_ONCE.map((connections) => {
  const row = httpRow({
    id: `login-${connections}`,
    title: `Log-in by password (argon2id 19 MiB, t=2, p=1), ${connections} at once`,
    connections,
    load: (world) => ({
      requests: Array.from({ length: USERS }, (_, nth) => loginRequest('simplejwt', nth + 1, world.owner)),
    }),
    peers: { 'Django on gunicorn × 2': djangoLogin, 'better-auth': betterAuthLogin },
    most: { roundTrips: 2 },
  });
  return { ...row, contestants: (world, options) => withHashers(row, connections, world, options) };
});

async function withHashers(row, connections, world, options) {
  const found = await row.contestants(world, options);
  const hashers = installedHashers().map((library) => [
    library,
    (seconds) => runBareHasher(library, { hash: world.passwordHash, connections, seconds }),
  ]);
  const [[, fastest], ...others] = hashers;
  const named = others.map(([library, measure]) => [`bare ${library}`, measure]);
  const [portero, bareLogIn] = ['portero', 'limit'].map((name) => found.get(name));
  const peers = [...found].filter(([name]) => name !== 'portero' && name !== 'limit');
  return new Map([['portero', portero], ['limit', fastest], ...peers, [BARE_LOG_IN, bareLogIn], ...named]);
}
