import { SingleBar } from 'cli-progress';
import type { Terminal } from '../../terminal/terminal';
import type { OpenedFile } from './open-file';

/** The pause between two lines without a terminal. */
const LINE_EVERY_MS = 5000;

/** Shows the progress of an import: a bar on a terminal, plain lines elsewhere. */
export class Progress {
  readonly #began = Date.now();
  readonly #bar: SingleBar | null;
  #toldAt = Date.now();

  constructor(
    private readonly terminal: Terminal,
    private readonly file: Pick<OpenedFile, 'size' | 'position'>,
    private readonly how: { readonly isQuiet: boolean; /** Rows of an interrupted run. */ readonly before: number },
  ) {
    const { stderr } = terminal.surroundings;
    const isTerminal = 'isTTY' in stderr && stderr.isTTY === true;
    this.#bar =
      how.isQuiet || !isTerminal || file.size === null ? null : barOn(stderr as NodeJS.WriteStream, file.size);
  }

  /** @param read rows so far */
  tell(read: number): void {
    const now = Date.now();
    const rate = Math.round(((read - this.how.before) * 1000) / Math.max(1, now - this.#began));
    this.#bar?.update(this.file.position(), { read, rate });
    if (this.#bar !== null || now - this.#toldAt < LINE_EVERY_MS) return;
    this.#toldAt = now;
    this.terminal.complain(`${read} rows, ${rate} rows/s\n`);
  }

  stop(): void {
    this.#bar?.stop();
  }
}

function barOn(stream: NodeJS.WriteStream, size: number): SingleBar {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage}% | {read} rows | {rate} rows/s | {eta_formatted} left',
    etaBuffer: 50,
  });
  bar.start(size, 0, { read: 0, rate: 0 });
  return bar;
}
