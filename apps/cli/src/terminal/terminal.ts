import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Failure } from '../outcome/explain';
import { EXIT } from '../outcome/exit-codes';
import type { Report } from '../outcome/report';

/** The environment of a command: the parts of `process` that it uses. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly columns?: number };
  readonly stderr: Writable;
}

/** The maximum width, because longer lines are hard to read. */
const MAX_WIDTH = 100;

/** Prints the result of a command: as text, or with `--json` as one JSON document on standard output. */
export class Terminal {
  exitCode: number = EXIT.done;

  constructor(
    readonly surroundings: Surroundings,
    private readonly json: boolean,
  ) {}

  /** Columns of help texts. */
  get width(): number {
    return Math.min(this.surroundings.stdout.columns ?? MAX_WIDTH, MAX_WIDTH);
  }

  /** The result of a command. */
  print({ data, lines, exitCode }: Report): void {
    this.exitCode = exitCode ?? EXIT.done;
    this.write(this.json ? `${JSON.stringify(data, null, 2)}\n` : `${lines.join('\n')}\n`);
  }

  /** The reason of a failure. */
  fail({ exitCode, code, lines, told = false }: Failure): void {
    this.exitCode = exitCode;
    const asked = this.json && exitCode !== EXIT.done;
    if (asked) this.write(`${JSON.stringify({ error: { code, messages: lines } }, null, 2)}\n`);
    if (!told) this.complain(lines.map((line) => `${line}\n`).join(''));
  }

  /** Writes texts at the speed of the reader, and stops silently when the reader closes. */
  async stream(texts: AsyncIterable<string>): Promise<void> {
    try {
      await pipeline(Readable.from(texts, { objectMode: true, highWaterMark: 1 }), this.surroundings.stdout, {
        end: false,
      });
    } catch (error) {
      if (!isClosedPipe(error)) throw error;
    }
  }

  write(text: string): void {
    this.surroundings.stdout.write(text);
  }

  /** Only without `--json`; otherwise {@link fail} reports it. */
  complain(text: string): void {
    if (!this.json) this.surroundings.stderr.write(text);
  }
}

/** The error after `| head` has closed the pipe. */
function isClosedPipe(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
