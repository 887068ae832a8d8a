import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PASSWORD } from '../world/accounts.mjs';

const HASHER = fileURLToPath(new URL('hasher.mjs', import.meta.url));
const LIBRARIES = ['@node-rs/argon2', 'argon2'];

/** The installed hashing libraries, the faster one first. */
export function installedHashers() {
  const { resolve } = createRequire(import.meta.url);
  return LIBRARIES.filter((library) => {
    try {
      return resolve(library) !== '';
    } catch {
      return false;
    }
  });
}

/** Verifications per second of one library, with as many at once as the row has connections. */
export async function runBareHasher(library, { hash, connections, seconds }) {
  const child = fork(HASHER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send({ library, hash, password: PASSWORD, connections, seconds });
  const [measured] = await once(child, 'message');
  await once(child, 'exit');
  if (measured.error) throw new Error(measured.error);
  return measured;
}
