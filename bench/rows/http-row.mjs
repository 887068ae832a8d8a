import { drive } from '../run/load.mjs';
import { processorSeconds } from '../service/memory.mjs';

/** The number of connections for a cheap route: enough to keep one process busy. */
const CONNECTIONS = 16;

/**
 * A row that sends HTTP requests to Portero, to the bare design and to peers.
 * @param service the process of the world that gets the requests; default `portero`
 * @param load `(world, origin) => { requests, chain? }`, called again for each measurement
 * @param limitLoad the same for the bare design; `null` if there is none
 * @param peers name → `(world) => { origin, load }`; they run only with `--peers`, unless `always` names them
 * @param most the maximum numbers of statements and round trips of a request
 */
export function httpRow({ connections = CONNECTIONS, service = 'portero', settings = {}, ...row }) {
  return {
    ...row,
    unit: 'requests/s',
    contestants: (world, options) => contestantsOf({ connections, service, ...row }, world, options),
    async counted(world) {
      const { origin, proxy } = await world.counted(settings);
      return { proxy, load: { origin, ...(await row.load(world, origin)) } };
    },
  };
}

async function contestantsOf(row, world, options) {
  const { load: ownLoad, limitLoad = ownLoad, peers = {}, always = [], connections, service } = row;
  const against = (start, loadOf) => async (seconds) => {
    const { origin, pid } = await start();
    const load = { origin, connections, ...(await loadOf(world, origin)) };
    const before = processorSeconds(pid);
    const measured = await drive(load, seconds);
    const taken = (processorSeconds(pid) - before) * 1000;
    return { ...measured, cpuMs: before === null ? null : taken / measured.answers };
  };
  const startOwn = () => world[service]();
  const startLimit = () => world.limit();
  const found = new Map([['portero', against(startOwn, ownLoad)]]);
  if (limitLoad) found.set('limit', against(startLimit, limitLoad));
  for (const [name, peer] of Object.entries(peers)) {
    if (!options.peers && !always.includes(name)) continue;
    const started = await startedPeer(name, peer, world);
    const start = async () => started;
    if (started) found.set(name, against(start, started.load));
  }
  return found;
}

/** If a peer cannot be installed or started, its column stays empty and the row is still measured. */
async function startedPeer(name, peer, world) {
  try {
    return await peer(world);
  } catch (error) {
    console.error(`${name} is left out: ${error.message}`);
    return null;
  }
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** A POST with a JSON body. */
export function post(path, body) {
  return { method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body) };
}

/** A GET with a bearer token. */
export function getAs(path, token) {
  return { method: 'GET', path, headers: { authorization: `Bearer ${token}` } };
}
