import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WakeSignal } from './wake-signal';

const SHUTDOWN_LIMIT_MS = 10_000;

/** How a sender appears in the log, and how often it looks into its queue without being woken. */
export interface QueueOfSender {
  /** The context of its log lines. */
  readonly context: string;
  /** What is in the queue: `mails`. */
  readonly content: string;
  readonly pollMs: number;
}

/** Claims what is due in a queue and sends it, in every process of the service. */
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

  /** Claims nothing further and waits for what is being sent. The rest is sent when a process runs again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, SHUTDOWN_LIMIT_MS)));
    await Promise.race([this.drained(), limit]);
    clearTimeout(timer);
  }

  /** Looks into the queue at once. Call it after the transaction that added something has committed. */
  wake(): void {
    this.signal.wake();
  }

  /** Claims what may be sent now and starts it. @returns whether there is nothing more to do for now */
  protected abstract fill(): Promise<boolean>;

  /** How many are being sent. */
  protected get inFlight(): number {
    return this.sending.size;
  }

  protected isSending(key: string): boolean {
    return this.sending.has(key);
  }

  /**
   * Sends without waiting for the end.
   * @param ended what to do then; it tells whether to look into the queue again
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

/** What kind of error it is. Its message is left out, because it may quote the parameters of a query. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
