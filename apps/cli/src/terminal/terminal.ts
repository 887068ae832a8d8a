import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Failure } from '../outcome/explain';
import { EXIT } from '../outcome/exit-codes';
import type { Report } from '../outcome/report';

/** Where a command runs: the parts of `process` that it touches. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly columns?: number };
  readonly stderr: Writable;
}

/** Beyond this, long lines are harder to read, not easier. */
const MAX_WIDTH = 100;

/** Says what came of a command: as text, or under `--json` as one JSON document on standard output. */
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

  /** Why there is none. */
  fail({ exitCode, code, lines, told = false }: Failure): void {
    this.exitCode = exitCode;
    const asked = this.json && exitCode !== EXIT.done;
    if (asked) this.write(`${JSON.stringify({ error: { code, messages: lines } }, null, 2)}\n`);
    if (!told) this.complain(lines.map((line) => `${line}\n`).join(''));
  }

  /** Writes texts as fast as the reader takes them, and stops quietly when it wants no more. */
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

  /** For people only; who asked for JSON is told by {@link fail}. */
  complain(text: string): void {
    if (!this.json) this.surroundings.stderr.write(text);
  }
}

/** What `| head` leaves behind. */
function isClosedPipe(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
