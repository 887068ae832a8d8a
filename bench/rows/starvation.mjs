import { drive } from '../run/load.mjs';
import { loginRequest } from '../world/sessions.mjs';
import { introspectLoad, verifyLoad } from './token-checks.mjs';

/** Enough log-ins to keep every hashing thread busy, but few enough that none is refused. */
const LOG_INS = 8;
const CHECKS = 4;
const USERS = 256;
/** Seconds by which the log-ins start before the measurement and end after it. */
const MARGIN_SECONDS = 0.5;

function starvationRow(id, title, load) {
  return {
    id: `starvation-${id}`,
    title: `p99 of ${title} while ${LOG_INS} log-ins at once saturate the cores (limit: without them)`,
    unit: 'ms',
    async contestants(world) {
      const { origin } = await world.portero();
      const checks = { origin, connections: CHECKS, ...(await load(world)) };
      const logIns = {
        origin,
        connections: LOG_INS,
        requests: Array.from({ length: USERS }, (_, nth) => loginRequest('simplejwt', nth + 1, world.owner)),
      };
      const idle = async (seconds) => asLatency(await drive(checks, seconds));
      const starved = async (seconds) => {
        const saturating = drive(logIns, seconds + 2 * MARGIN_SECONDS);
        await new Promise((resolve) => setTimeout(resolve, MARGIN_SECONDS * 1000));
        const [measured] = await Promise.all([drive(checks, seconds), saturating]);
        return asLatency(measured);
      };
      return new Map([
        ['portero', starved],
        ['limit', idle],
      ]);
    },
  };
}

function asLatency({ p50, p99 }) {
  return { value: p99, p50, p99 };
}

/** How long a cheap check takes while expensive ones run. */
export const STARVATION_ROWS = [
  starvationRow('verify', 'SimpleJWT verify', verifyLoad),
  starvationRow('introspect', 'introspection', (world) => introspectLoad(world, 'auth100')),
];
