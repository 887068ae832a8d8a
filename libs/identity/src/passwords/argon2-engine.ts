import type { HashingPolicy } from '../identity-policy';
import { HashThreads } from './hash-threads';
import type { Argon2Engine } from './password-hasher';

/**
 * Loads the implementation of argon2id that the policy names, and no other. `auto` takes the faster one where its binary
 * runs on this machine.
 */
export async function loadArgon2({
  implementation,
  concurrency,
}: Pick<HashingPolicy, 'implementation' | 'concurrency'>): Promise<Argon2Engine> {
  if (implementation === 'argon2') return argon2Package();
  const binary = nodeRsPath();
  if (binary !== null) return new HashThreads(binary, concurrency);
  if (implementation === 'node-rs') throw new Error('PASSWORD_HASHER=node-rs: @node-rs/argon2 does not load here');
  return argon2Package();
}

/** Hashes in the thread pool of libuv, which Node uses for other work too. */
async function argon2Package(): Promise<Argon2Engine> {
  const argon2 = await import('argon2');
  return {
    hash: (password, costs) => argon2.hash(password, { type: argon2.argon2id, ...costs }),
    verify: (stored, password) => argon2.verify(stored, password),
  };
}

/** The path of the package, if it has a binary for this platform. */
function nodeRsPath(): string | null {
  try {
    const path = require.resolve('@node-rs/argon2');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a missing binary throws here, and an import could not be tried synchronously
    require(path);
    return path;
  } catch {
    return null;
  }
}
