import 'reflect-metadata';
import { environment } from '@portero/config';
import { EXIT } from './outcome/exit-codes';
import { runPortero } from './run-portero';

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
  process.exitCode = await runPortero(argv.slice(2), { env: environment(), stdin, stdout, stderr });
  setTimeout(() => process.exit(), PATIENCE_MS).unref();
}

void main();
