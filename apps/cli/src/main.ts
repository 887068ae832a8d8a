import 'reflect-metadata';
import { environment, SettingsError } from '@portero/config';
import { EXIT } from './outcome/exit-codes';
import { explain } from './outcome/explain';
import { runPortero } from './run-portero';
import { Terminal, type Surroundings } from './terminal/terminal';

/** Open handles must not delay the end of a finished command. */
const PATIENCE_MS = 3_000;

async function main(): Promise<void> {
  const { argv, stdin, stdout, stderr } = process;
  // If the process ends before the command has finished, that is not a success.
  process.exitCode = EXIT.unexpected;
  // A reader that closes early, such as `head`, is not a failure; a full disk is.
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected),
  );
  process.exitCode = await runWithEnvironment(argv.slice(2), { stdin, stdout, stderr });
  setTimeout(() => process.exit(), PATIENCE_MS).unref();
}

/** An unreadable `.env` file is explained like any other wrong setting. */
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
