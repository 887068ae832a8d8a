import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux uses for outgoing connections. Such a port could be taken before the server listens on it. */
const [FIRST, AFTER_LAST] = [20_000, 32_000];
const MOST_TRIES = 100;

/** A port of this machine that nothing listens on at the moment. */
export async function freePort() {
  for (let count = 0; count < MOST_TRIES; count += 1) {
    const port = randomInt(FIRST, AFTER_LAST);
    if (await isFree(port)) return port;
  }
  throw new Error('No port');
}

async function isFree(port) {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
