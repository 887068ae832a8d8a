import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { mailBacklog } from '../mail/queue/mail-backlog';
import { webhookQueueState } from '../webhooks/queue/webhook-backlog';

const EVERY_MS = 60_000;

/** A mail that waits longer has failed a few times, or no process sends mails. */
const MAILS_LATE_MS = 15 * 60_000;

/** Senders check every three seconds, and a failed delivery is due later. A delivery that stays due is not being taken. */
const WEBHOOKS_LATE_MS = 5 * 60_000;

/** Logs when mails or webhooks are not sent, and when they are sent again. */
@Injectable()
export class BacklogWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Outbox');
  private readonly stuck = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Starts it, in services but not in commands. It ends with the application. */
  start(): void {
    this.timer = setInterval(() => {
      // The senders log a database outage.
      this.looking = this.look().catch(() => undefined);
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.looking;
  }

  /** Checks once. Throws what the database throws. */
  async look(): Promise<void> {
    const now = this.clock.now();
    const mails = await mailBacklog(this.dataSource);
    this.judge('mails', mails.waiting, mails.oldest, now.getTime() - MAILS_LATE_MS);
    const webhooks = await webhookQueueState(this.dataSource, now);
    this.judge('webhooks', webhooks.waiting, webhooks.dueSince, now.getTime() - WEBHOOKS_LATE_MS);
  }

  private judge(name: string, waiting: number, since: Date | null, lateBefore: number): void {
    if (since !== null && since.getTime() < lateBefore) {
      if (!this.stuck.has(name))
        this.logger.warn(`The outbox is stuck: ${waiting} ${name} wait, the oldest since ${since.toISOString()}`);
      this.stuck.add(name);
      return;
    }
    if (this.stuck.delete(name)) this.logger.log(`The outbox is being sent again: ${name}`);
  }
}
