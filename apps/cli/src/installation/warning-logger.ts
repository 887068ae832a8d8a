import type { LoggerService } from '@nestjs/common';
import type { Terminal } from '../terminal/terminal';

/** What the parts of the core log, as far as it needs an eye: the rest is the business of the service's log. */
export class WarningLogger implements LoggerService {
  constructor(private readonly terminal: Pick<Terminal, 'complain'>) {}

  log(): void {
    // Not for an operator.
  }

  warn(message: unknown): void {
    this.terminal.complain(`warning: ${String(message)}\n`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // It logs what it throws, and that is told once, by whoever catches it.
    if (rest.at(-1) === 'ExceptionHandler') return;
    this.terminal.complain(`error: ${String(message)}\n`);
  }
}
