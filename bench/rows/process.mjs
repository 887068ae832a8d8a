import { setTimeout as delay } from 'node:timers/promises';
import { startLimit } from '../limits/start-limit.mjs';
import { drive } from '../run/load.mjs';
import { residentMegabytes } from '../service/memory.mjs';
import { gunicornProcess } from '../peers/django/start.mjs';
import { betterAuthProcess } from '../peers/better-auth/start.mjs';
import { loginRequest } from '../world/sessions.mjs';
import { pageLoad } from './lists.mjs';
import { refreshLoad } from './sessions.mjs';
import { verifyLoad } from './token-checks.mjs';

const IDLE_MS = 2_000;
const CONNECTIONS = 16;
const USERS = 64;

/** Starts a process for one figure, and ends it afterwards. */
function ofFreshProcess(start, figure) {
  return async (seconds) => {
    const started = await start();
    try {
      return { value: await figure(started, seconds) };
    } finally {
      await started.stop();
    }
  };
}

const PEERS = { 'Django on gunicorn × 2': gunicornProcess, 'better-auth': betterAuthProcess };

function processRow({ figure, peerFigure = figure, ...row }) {
  return {
    ...row,
    warm: false,
    async contestants(world, options) {
      const portero = ofFreshProcess(
        () => world.startPortero('fresh'),
        (started, seconds) => figure(started, seconds, world),
      );
      const limitSettings = await world.limitSettings('fresh-limit');
      const limit = ofFreshProcess(
        () => startLimit(limitSettings),
        (started, seconds) => figure(started, seconds, world, true),
      );
      const peers = options.peers && row.peers !== false ? Object.entries(PEERS) : [];
      const measured = peers.map(([name, start]) => [name, ofFreshProcess(() => start(world), peerFigure)]);
      return new Map([['portero', portero], ['limit', limit], ...measured]);
    },
  };
}

async function idleMemory({ pid }) {
  await delay(IDLE_MS);
  return residentMegabytes(pid);
}

/** Log-ins, checks, refreshes and pages, one after the other. */
async function loadedMemory({ origin, pid }, seconds, world, isLimit = false) {
  const logIns = Array.from({ length: USERS }, (_, nth) => loginRequest('simplejwt', nth + 1, world.owner));
  const loads = [await verifyLoad(world), await refreshLoad(world), pageLoad(world)];
  for (const load of isLimit ? loads : [{ requests: logIns }, ...loads]) {
    await drive({ origin, connections: CONNECTIONS, ...load }, seconds);
  }
  return residentMegabytes(pid);
}

/** The start time and the memory of one process. */
export const PROCESS_ROWS = [
  processRow({ id: 'ready', title: 'Start to ready, warm build', unit: 'ms', figure: async ({ readyMs }) => readyMs }),
  processRow({ id: 'memory-idle', title: 'Memory (RSS), idle', unit: 'MB', figure: idleMemory }),
  processRow({
    id: 'memory-loaded',
    title: 'Memory (RSS), after load',
    unit: 'MB',
    figure: loadedMemory,
    peers: false,
  }),
];
