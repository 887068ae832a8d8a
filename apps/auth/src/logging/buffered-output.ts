import process from 'node:process';
import { type DestinationStream, pino } from 'pino';

/** A line waits until so much is to be written, which must be less than pino writes at once (16 KiB), or so long. */
const MIN_BYTES = 16_000;
const LONGEST_WAIT_MS = 100;

const STANDARD_OUTPUT = 1;

/** Standard output, which takes lines as bytes. */
interface Output extends Pick<ReturnType<typeof pino.destination>, 'flush' | 'flushSync'> {
  write(line: Buffer): boolean;
}

let output: Output | null = null;

/**
 * Standard output, written in blocks and without waiting for its reader. Buffered lines are written when the process
 * ends by itself, by `process.exit` or by an uncaught error; a SIGKILL loses the last {@link LONGEST_WAIT_MS} ms.
 */
export function bufferedOutput(): DestinationStream & { flushSync(): void } {
  const destination = (output ??= openOutput());
  return {
    write: (line) => {
      destination.write(Buffer.from(line));
    },
    // Pino calls it after a fatal line.
    flushSync: () => {
      writeRest(destination);
    },
  };
}

function openOutput(): Output {
  const destination = pino.destination({
    fd: STANDARD_OUTPUT,
    sync: false,
    minLength: MIN_BYTES,
    periodicFlush: LONGEST_WAIT_MS,
    // For text, the length of everything that waits would be measured again for each line.
    contentMode: 'buffer',
  });
  // A closed reader or a full disk must not end the service.
  destination.on('error', () => undefined);
  process.on('exit', () => {
    writeRest(destination);
  });
  return destination as unknown as Output;
}

/** Resolves when all lines so far are written. */
export function flushOutput(): Promise<void> {
  return new Promise((resolve) => {
    if (output === null) resolve();
    else
      output.flush(() => {
        resolve();
      });
  });
}

function writeRest(destination: { flushSync: () => void }): void {
  try {
    destination.flushSync();
  } catch {
    // The reader is closed.
  }
}
