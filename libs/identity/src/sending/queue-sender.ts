import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WakeSignal } from './wake-signal';

const SHUTDOWN_LIMIT_MS = 10_000;

/** The name of a sender in the log, and how often it checks its queue without being woken. */
export interface QueueOfSender {
  /** The context of its log lines. */
  readonly context: string;
  /** The content of the queue, for example `mails`. */
  readonly content: string;
  readonly pollMs: number;
}

/** Claims the due items of a queue and sends them, in every process of the service. */
export abstract class QueueSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger: Logger;
  private readonly signal = new WakeSignal();
  private readonly sending = new Map<string, Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private databaseDown = false;

  protected constructor(
    private readonly of: QueueOfSender,
    private readonly sends: boolean,
  ) {
    this.logger = new Logger(of.context);
  }

  onApplicationBootstrap(): void {
    if (this.sends) this.loop = this.run();
  }

  /** Claims nothing more and waits for items that are being sent. The others are sent when a process runs again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, SHUTDOWN_LIMIT_MS)));
    await Promise.race([this.drained(), limit]);
    clearTimeout(timer);
  }

  /** Checks the queue at once. To be called after the transaction that added something has committed. */
  wake(): void {
    this.signal.wake();
  }

  /** Claims due items and starts to send them. @returns whether there is nothing more to do for now */
  protected abstract fill(): Promise<boolean>;

  /** The number of items that are being sent. */
  protected get inFlight(): number {
    return this.sending.size;
  }

  protected isSending(key: string): boolean {
    return this.sending.has(key);
  }

  /**
   * Sends without waiting for the end.
   * @param ended is called at the end; returns whether to check the queue again
   */
  protected start(key: string, work: Promise<void>, ended: () => boolean): void {
    const sending = work.finally(() => {
      this.sending.delete(key);
      if (ended()) this.signal.wake();
    });
    this.sending.set(key, sending);
  }

  /** Runs a step that needs the database. A failure is logged once per outage and returns `null`. */
  protected async onDatabase<T>(step: () => Promise<T>): Promise<T | null> {
    const { content } = this.of;
    try {
      const result = await step();
      if (this.databaseDown) this.logger.log(`The queue of ${content} is in reach again`);
      this.databaseDown = false;
      return result;
    } catch (error) {
      if (!this.databaseDown)
        this.logger.warn(`The queue of ${content} is out of reach (${nameOf(error)}); trying again`);
      this.databaseDown = true;
      return null;
    }
  }

  private async drained(): Promise<void> {
    await this.loop;
    await Promise.all(this.sending.values());
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const idle = await this.fill();
      if (idle) await this.signal.wait(this.of.pollMs);
    }
  }
}

/** The kind of the error. Its message is left out, because it may quote the parameters of a query. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
