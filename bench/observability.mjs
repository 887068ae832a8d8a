// `node bench/observability.mjs [--seconds 3] [--rounds 5]` measures how much of the CPU time of a frequent request
// (SimpleJWT's verify) metrics and traces take. Metrics cannot be turned off, so their calls are measured alone. For traces,
// two processes of the service are measured in turns; one of them sends every trace to a collector in this process.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Registry } from 'prom-client';
import { prepare, root } from '../apps/auth/bin/prepare.mjs';
import { verifyLoad } from './rows/token-checks.mjs';
import { drive } from './run/load.mjs';
import { median, medianRatio } from './run/median.mjs';
import { killRunning } from './service/child.mjs';
import { processorSeconds } from './service/memory.mjs';
import { World } from './world/world.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    build: { type: 'string' },
  },
});
const CONNECTIONS = 16;
const CALLS = 300_000;

process.on('exit', killRunning);
// `--build` names a finished build, such as one of another checkout.
const build = values.build === undefined ? root : resolve(values.build);
if (values.build === undefined) await prepare();
const metricsMs = measureMetrics();
const { plain, traced } = await measureRequests();
const cpuMs = median(plain);
console.log(`verify, without traces         ${cpuMs.toFixed(3)} CPU ms a request`);
console.log(
  `verify, every request traced   ${median(traced).toFixed(3)} CPU ms, ratio ${medianRatio(traced, plain).toFixed(2)}`,
);
console.log(
  `metrics of a request           ${(metricsMs * 1000).toFixed(1)} µs, ${((100 * metricsMs) / cpuMs).toFixed(2)} % of it`,
);
process.exit();

/** CPU milliseconds of the metrics calls of one verify: for the request, the check and the statement. */
function measureMetrics() {
  const require = createRequire(import.meta.url);
  const { makeInstruments } = require(join(build, 'dist/apps/auth/src/metrics/instruments.js'));
  const { requests, checks, queries } = makeInstruments(new Registry());
  const request = () => {
    const begun = performance.now();
    const labels = {
      http_request_method: 'POST',
      http_route: '/api/token/verify/',
      http_response_status_code: '200',
    };
    checks.inc({ dialect: 'simplejwt', outcome: 'success' });
    const sent = performance.now();
    queries.observe((performance.now() - sent) / 1000);
    requests.observe(labels, (performance.now() - begun) / 1000);
  };
  for (let each = 0; each < CALLS; each += 1) request();
  const before = process.cpuUsage();
  for (let each = 0; each < CALLS; each += 1) request();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / CALLS;
}

async function measureRequests() {
  const world = new World({ build, users: 1000 });
  const collector = await startCollector();
  try {
    await world.open();
    const load = await verifyLoad(world);
    const services = {
      plain: await world.portero(),
      traced: await world.startPortero('traced', {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
      }),
    };
    world.onStop(services.traced.stop);
    const found = { plain: [], traced: [] };
    for (const service of Object.values(services)) await cpuOf(service, load);
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const [name, service] of Object.entries(services)) found[name].push(await cpuOf(service, load));
    }
    return found;
  } finally {
    await world.close();
    collector.close();
  }
}

async function cpuOf({ origin, pid }, load) {
  const before = processorSeconds(pid);
  const { answers } = await drive({ origin, connections: CONNECTIONS, ...load }, Number(values.seconds));
  return ((processorSeconds(pid) - before) * 1000) / answers;
}

/** Accepts every trace and answers as a collector does. */
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}
