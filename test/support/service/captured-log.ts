import { PinoLogger } from '@auth/logging/pino-logger';

/** One line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The log of a service with all severities, as it would appear on standard output. */
export class CapturedLog {
  readonly logger: PinoLogger;
  private readonly written: string[] = [];

  constructor() {
    this.logger = new PinoLogger({ level: 'trace' }, { write: (line: string) => void this.written.push(line) });
  }

  /** All of it. */
  get text(): string {
    return this.written.join('');
  }

  /** Its lines. */
  get lines(): readonly LogLine[] {
    return this.written.map((line) => JSON.parse(line) as LogLine);
  }

  /** The lines of the request log. */
  get requests(): readonly LogLine[] {
    return this.lines.filter(({ context }) => context === 'Request');
  }
}
