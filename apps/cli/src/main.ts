import 'reflect-metadata';
import { environment, SettingsError } from '@portero/config';
import { EXIT } from './outcome/exit-codes';
import { explain } from './outcome/explain';
import { runPortero } from './run-portero';
import { Terminal, type Surroundings } from './terminal/terminal';

/** Whatever is still open when a command has ended must not keep the operator waiting. */
const PATIENCE_MS = 3_000;

async function main(): Promise<void> {
  const { argv, stdin, stdout, stderr } = process;
  // Should it end without having come to an end, that is no success.
  process.exitCode = EXIT.unexpected;
  // A reader that has read enough, as `head` does, is no failure; a full disk is.
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected),
  );
  process.exitCode = await runWithEnvironment(argv.slice(2), { stdin, stdout, stderr });
  setTimeout(() => process.exit(), PATIENCE_MS).unref();
}

/** A `.env` file that cannot be read is explained as any other wrong setting is. */
async function runWithEnvironment(words: string[], streams: Omit<Surroundings, 'env'>): Promise<number> {
  try {
    return await runPortero(words, { ...streams, env: environment() });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const terminal = new Terminal({ ...streams, env: {} }, words.includes('--json'));
    terminal.fail(explain(error));
    return terminal.exitCode;
  }
}

void main();
