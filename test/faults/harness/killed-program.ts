import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from './tcp-proxy';

const LIMIT_MS = 60_000;

/** A step of a program: a statement that it sends to its database. */
export interface Step {
  readonly at: RegExp;
  /** A statement that comes before it, where others look like it. */
  readonly after?: RegExp;
  /** Whether the database gets the statement; the program never hears what came of it. */
  readonly reaches?: true;
  /** Whether the short form has it, too. */
  readonly short?: true;
}

/**
 * Runs a program of node and kills it at a step.
 *
 * @param words after `node`
 * @param proxy that its `DATABASE_URL` leads through, and nobody else's
 * @returns whether it came so far
 */
export function killedAt(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  proxy: TcpProxy,
  { at, after, reaches }: Step,
): Promise<boolean> {
  return killedWhen(words, env, (kill) => {
    let [isNear, isThere] = [after === undefined, false];
    proxy.onSent = (chunk) => {
      const text = chunk.toString('latin1');
      if (isThere) return 'drop';
      if (isNear) isThere = at.test(text);
      else isNear = after!.test(text);
      if (!isThere) return 'pass';
      kill();
      return reaches === true ? 'pass' : 'drop';
    };
    return () => proxy.passAll();
  });
}

/**
 * Runs a program of node and kills it when the embedded database has written to its log for the n-th time.
 *
 * @param words after `node`
 * @returns whether it wrote so often
 */
export function killedAtWrite(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  nth: number,
): Promise<boolean> {
  let writes = 0;
  return killedWhen(words, env, (kill) =>
    onWrite(env['DATA_DIR']!, () => {
      writes += 1;
      if (writes === nth) kill();
    }),
  );
}

/**
 * Calls back when the embedded database writes to its log: what follows is not on the disk.
 *
 * @param folder the `DATA_DIR`
 * @returns what ends it
 */
export function onWrite(folder: string, written: () => void): () => void {
  const watcher = watch(join(folder, 'database/pg_wal'), written);
  return () => watcher.close();
}

/** @param arm gets what kills the program, and returns what takes that back */
async function killedWhen(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  arm: (kill: () => void) => () => void,
): Promise<boolean> {
  let isThere = false;
  const child = spawn(process.execPath, [...words], { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const disarm = arm(() => {
    isThere = true;
    child.kill('SIGKILL');
  });
  const timer = new AbortController();
  await Promise.race([exited, delay(LIMIT_MS, null, { signal: timer.signal }).catch(() => null)]);
  timer.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await exited;
  disarm();
  return isThere;
}
