import { median, medianRatio } from './median.mjs';

const WARM_UP_SECONDS = 1;

/**
 * Measures one row: the contestants take turns in each round, so that other work on the machine affects all of them.
 * @param contestants a `Map` of name → `(seconds) => { value, p50?, p99? }`; `portero` is one of them
 * @returns the row without its statements
 */
export async function measureRow(
  { id, title, unit, warm = true },
  contestants,
  { rounds, seconds, warmUp = WARM_UP_SECONDS },
) {
  const runs = new Map([...contestants.keys()].map((name) => [name, []]));
  if (warm && warmUp > 0) for (const measure of contestants.values()) await measure(Math.min(warmUp, seconds));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of contestants) runs.get(name).push(await measure(seconds));
  }
  return summarise({ id, title, unit }, runs);
}

function summarise({ id, title, unit }, runs) {
  const values = new Map([...runs].map(([name, measured]) => [name, measured.map(({ value }) => value)]));
  const own = values.get('portero');
  const others = [...values.keys()].filter((name) => name !== 'portero' && name !== 'limit');
  const ratioTo = (name) => (name !== undefined && values.has(name) ? medianRatio(own, values.get(name)) : null);
  const valueOf = (name) => (name !== undefined && values.has(name) ? median(values.get(name)) : null);
  const latency = (key) =>
    runs.get('portero')[0][key] === undefined ? null : median(runs.get('portero').map((run) => run[key]));
  return {
    name: id,
    title,
    unit,
    portero: valueOf('portero'),
    peer: valueOf(others[0]),
    limit: valueOf('limit'),
    ratioPeer: ratioTo(others[0]),
    ratioLimit: ratioTo('limit'),
    p50: latency('p50'),
    p99: latency('p99'),
    statements: null,
    roundTrips: null,
    cpuMs: Object.fromEntries([...runs].map(([name, measured]) => [name, cpuOf(measured)])),
    peers: Object.fromEntries(others.map((name) => [name, { value: valueOf(name), ratio: ratioTo(name) }])),
  };
}

/** CPU time of a request in the answering process, without PostgreSQL. A busy machine affects this figure least. */
function cpuOf(measured) {
  return measured[0].cpuMs === undefined ? null : median(measured.map(({ cpuMs }) => cpuMs));
}
