import { drive } from '../run/load.mjs';
import { BASE_USERS } from '../run/options.mjs';
import { pageLoad } from './lists.mjs';
import { refreshLoad } from './sessions.mjs';
import { introspectLoad, verifyLoad } from './token-checks.mjs';

const CONNECTIONS = 16;
const SMALL = `${BASE_USERS.toLocaleString('en')} users`;

const LOADS = {
  verify: ['SimpleJWT verify', verifyLoad],
  introspect: ['Introspection of an Auth100 token', (world) => introspectLoad(world, 'auth100')],
  refresh: ['SimpleJWT refresh', refreshLoad],
  page: ['GET /users, a page of 100', pageLoad],
};

/** Sends the same requests to a large database and to a small one. */
export function growthRows(large) {
  return Object.entries(LOADS).map(([id, [title, load]]) => ({
    id: `growth-${id}`,
    title: `${title}, ${large.users.toLocaleString('en')} users`,
    unit: 'requests/s',
    async contestants(world) {
      const on = async (one) => {
        const { origin } = await one.portero();
        const requests = await load(one);
        return (seconds) => drive({ origin, connections: CONNECTIONS, ...requests }, seconds);
      };
      return new Map([
        ['portero', await on(large)],
        [SMALL, await on(world)],
      ]);
    },
  }));
}
