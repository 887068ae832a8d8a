import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The time that a load may take beyond its requested duration. */
const GRACE_SECONDS = 60;

/** Idle load generators. They end with this process. */
const idle = [];

const DRIVER = fileURLToPath(new URL('driver.mjs', import.meta.url));

/**
 * Sends a load from a separate process for `seconds`.
 * @param load `{ origin, connections, requests: [{ method, path, headers, body }], chain? }`
 * @returns `{ value, p50, p99 }`: answers per second, and milliseconds. Throws if any answer is not 200.
 */
export async function drive(load, seconds) {
  const child = idle.pop() ?? fork(DRIVER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const answered = once(child, 'message').then(([message]) => message);
  child.send({ ...load, seconds });
  const late = delay((seconds + GRACE_SECONDS) * 1000, null, { ref: false });
  const measured = await Promise.race([answered, late]);
  if (measured === null) {
    child.kill('SIGKILL');
    throw new Error(`${load.origin}: no result in time`);
  }
  idle.push(child);
  if (measured.error !== undefined) throw new Error(measured.error);
  return measured;
}

/** Splits one load over several origins, as a load balancer does. Rates are added; the slower latency is reported. */
export async function driveEach(load, origins, seconds) {
  const connections = Math.ceil(load.connections / origins.length);
  const parts = await Promise.all(origins.map((origin) => drive({ ...load, origin, connections }, seconds)));
  return {
    value: parts.reduce((sum, { value }) => sum + value, 0),
    p50: Math.max(...parts.map(({ p50 }) => p50)),
    p99: Math.max(...parts.map(({ p99 }) => p99)),
  };
}
