import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
export async function killedAt(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  proxy: TcpProxy,
  { at, after, reaches }: Step,
): Promise<boolean> {
  const child = spawn(process.execPath, [...words], { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' });
  const exited = once(child, 'exit');
  let [isNear, isThere] = [after === undefined, false];
  proxy.onSent = (chunk) => {
    const text = chunk.toString('latin1');
    if (isThere) return 'drop';
    if (isNear) isThere = at.test(text);
    else isNear = after!.test(text);
    if (!isThere) return 'pass';
    child.kill('SIGKILL');
    return reaches === true ? 'pass' : 'drop';
  };
  const timer = new AbortController();
  await Promise.race([exited, delay(LIMIT_MS, null, { signal: timer.signal }).catch(() => null)]);
  timer.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await exited;
  proxy.onSent = () => 'pass';
  return isThere;
}
