import { Logger } from '@nestjs/common';
import { FAULT_IN_WORDS, StandbyError } from './standby-error';

const AWAY_LOOK_MS = 250;
const UP_LOOK_MS = 2_000;

/** A shorter lag is not logged. */
const TELL_AFTER_MS = 2_000;

/** Tracks whether the standby is used, checks when it can be used again, and logs lasting changes. */
export class StandbyHealth {
  private readonly logger = new Logger('Standby');
  private timer: NodeJS.Timeout | null = null;
  private awaySince: number | null = performance.now();
  private isTold = false;
  private isClosed = false;

  /** @param probe reads once; throws when the standby cannot be used */
  constructor(private readonly probe: () => Promise<void>) {}

  /** Whether it is used. */
  get isUp(): boolean {
    return this.awaySince === null && !this.isClosed;
  }

  start(): void {
    void this.look();
  }

  /** A read failed. */
  failed(error: unknown): void {
    this.awaySince ??= performance.now();
    if (this.isTold || performance.now() - this.awaySince < TELL_AFTER_MS) return;
    this.isTold = true;
    this.logger.warn(`The standby is not read from: ${reasonOf(error)}; the primary answers alone`);
  }

  close(): void {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      await this.probe();
      this.succeeded();
    } catch (error) {
      this.failed(error);
    }
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.look(), this.isUp ? UP_LOOK_MS : AWAY_LOOK_MS).unref();
  }

  private succeeded(): void {
    if (this.awaySince === null) return;
    this.awaySince = null;
    if (this.isTold) this.logger.log('The standby is read from again');
    this.isTold = false;
  }
}

/** The reason in words, without the driver's message, which may quote a host or a user. */
export function reasonOf(error: unknown): string {
  if (error instanceof StandbyError) return FAULT_IN_WORDS[error.fault];
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? `it cannot be reached (${code})` : 'it cannot be reached';
}
