import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runPortero } from '@cli/run-portero';
import { builtProgram } from './built-program';

const ROOT = join(__dirname, '../../..');

/** The script that `npx portero` starts. It builds first if necessary. */
export const LAUNCHER = join(ROOT, 'apps/cli/bin/portero.mjs');

/** Cheap hashes, as for the services of the tests. */
const CHEAP = { ARGON2_MEMORY_KIB: '1024', ARGON2_TIME: '1' };

/** The result of a command. */
export interface CommandOutcome {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** The `portero` command on one installation. */
export interface PorteroCommand {
  /** Runs it with these arguments. */
  run(words: readonly string[], input?: string): Promise<CommandOutcome>;
  /** Runs it with `--json`. @returns the JSON document. Throws if the command does not end with 0. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what the specs find out
  json<T = any>(words: readonly string[], input?: string): Promise<T>;
}

/** The uuid of the default owner. */
export async function defaultOwnerOf(portero: PorteroCommand): Promise<string> {
  const { owners } = await portero.json<{ owners: { uuid: string; isDefault: boolean }[] }>(['owners', 'list']);
  const found = owners.find(({ isDefault }) => isDefault);
  if (!found) throw new Error('There is no default owner');
  return found.uuid;
}

/** The built command. Each call starts a separate process with only these settings, which takes seconds. */
export function porteroProcess(env: Readonly<Record<string, string>>, entry = builtProgram('cli')): PorteroCommand {
  return command(async (words, input) => {
    const settings = { PATH: process.env['PATH'], ...CHEAP, ...env };
    const child = spawn(process.execPath, [entry, ...words], { env: settings, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined).end(input);
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    return { exitCode, out, err };
  });
}

/** The same command inside this process, which is faster. */
export function porteroHere(env: Readonly<Record<string, string>>): PorteroCommand {
  return command(async (words, input) => {
    const [stdin, stdout, stderr] = [Readable.from([Buffer.from(input)]), new PassThrough(), new PassThrough()];
    // The output is read while the command runs, because a command that writes a lot waits for its reader.
    const read = Promise.all([text(stdout), text(stderr)]);
    const exitCode = await runPortero(words, { env: { ...CHEAP, ...env }, stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, err] = await read;
    return { exitCode, out, err };
  });
}

function command(start: (words: readonly string[], input: string) => Promise<CommandOutcome>): PorteroCommand {
  const run: PorteroCommand['run'] = (words, input = '') => start(words, input);
  return {
    run,
    async json<T>(words: readonly string[], input?: string): Promise<T> {
      const { exitCode, out, err } = await run([...words, '--json'], input);
      if (exitCode !== 0 || err !== '')
        throw new Error(`portero ${words.join(' ')} ended with ${exitCode}: ${out}${err}`);
      return JSON.parse(out) as T;
    },
  };
}
