import process from 'node:process';
import { type DestinationStream, pino } from 'pino';

/** A line waits until so much is to be written, which must be less than pino writes at once (16 KiB), or so long. */
const MIN_BYTES = 16_000;
const LONGEST_WAIT_MS = 100;

const STANDARD_OUTPUT = 1;

let output: ReturnType<typeof pino.destination> | null = null;

/**
 * Standard output, written in blocks and without waiting for its reader. Buffered lines are written when the process
 * ends by itself, by `process.exit` or by an uncaught error; a SIGKILL loses the last {@link LONGEST_WAIT_MS} ms.
 */
export function bufferedOutput(): DestinationStream {
  if (output !== null) return output;
  const destination = pino.destination({
    fd: STANDARD_OUTPUT,
    sync: false,
    minLength: MIN_BYTES,
    periodicFlush: LONGEST_WAIT_MS,
  });
  // A closed reader or a full disk must not end the service.
  destination.on('error', () => undefined);
  process.on('exit', () => {
    writeRest(destination);
  });
  output = destination;
  return destination;
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
