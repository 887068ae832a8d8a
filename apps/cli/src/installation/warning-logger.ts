import type { LoggerService } from '@nestjs/common';
import type { Terminal } from '../terminal/terminal';

/** Prints only warnings and errors of the core; other lines belong in the service's log. */
export class WarningLogger implements LoggerService {
  constructor(private readonly terminal: Pick<Terminal, 'complain'>) {}

  log(): void {
    // Not for an operator.
  }

  warn(message: unknown): void {
    this.terminal.complain(`warning: ${String(message)}\n`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // It logs errors that it also throws, and the code that catches them reports them.
    if (rest.at(-1) === 'ExceptionHandler') return;
    this.terminal.complain(`error: ${String(message)}\n`);
  }
}
