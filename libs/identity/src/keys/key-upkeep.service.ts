import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { isDatabaseUnavailable, Notices } from '@portero/database';
import { KEYS_CHANNEL } from './key-store.service';
import { RotateKeys } from './rotate-keys.service';
import { SigningKeys } from './signing-keys.service';
import { SpentKeys } from './spent-keys.service';

/** A random delay, so that replicas that started together do not all check at the same moment. */
const FIRST_MS = { least: 30_000, spread: 60_000 };
const PAUSE_MS = 600_000;

/**
 * Maintains the keys of a running service: listens for new ones, replaces those that are due, and deletes unneeded ones.
 */
@Injectable()
export class KeyUpkeep implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Keys');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly keys: SigningKeys,
    private readonly rotating: RotateKeys,
    private readonly spent: SpentKeys,
    private readonly notices: Notices,
  ) {}

  /** Starts it, in services but not in commands. It stops with the application. */
  start(): void {
    this.notices.subscribe(KEYS_CHANNEL, (profile) => {
      if (profile === null) this.keys.forgetAll();
      else this.keys.forget(profile);
    });
    this.schedule(FIRST_MS.least + Math.random() * FIRST_MS.spread);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.running = this.look();
      void this.running.then(() => {
        if (!this.stopping) this.schedule(PAUSE_MS);
      });
    }, delayMs).unref();
  }

  private async look(): Promise<void> {
    try {
      const rotated = await this.rotating.rotateDue();
      if (rotated > 0) this.logger.log(`Replaced ${rotated} signing keys that were due`);
      const deleted = await this.spent.delete();
      if (deleted > 0) this.logger.log(`Deleted ${deleted} signing keys whose tokens have all expired`);
    } catch (error) {
      const why = isDatabaseUnavailable(error) ? 'the database is out of reach' : (error as Error).name;
      this.logger.warn(`The signing keys could not be checked (${why})`);
    }
  }
}
