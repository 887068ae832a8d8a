import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { WakeSignal } from '../../mail/queue/wake-signal';
import { WEBHOOK_SETTLED } from '../../signals/identity-signals';
import { WEBHOOK_SETTINGS, type WebhookSettings } from '../webhook-rules';
import { DeliverWebhook } from './deliver-webhook.service';
import { AT_ONCE_OF_OWNER, type BusySends, type ClaimedDelivery, WebhookQueue } from './webhook-queue.service';
import { webhookRetryDelay } from './webhook-retry';

/** The most deliveries that are sent at once, each to another endpoint, so that a slow one holds up only its own. */
const MAX_AT_ONCE = 30;
const POLL_MS = 3_000;
const SHUTDOWN_LIMIT_MS = 10_000;

/**
 * Sends the deliveries of the {@link WebhookQueue}, in every process of the service. Each is sent at least once, and twice only
 * when a process dies, or loses the database, between sending it and writing that down: receivers recognise it by its
 * `webhook-id`.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly signal = new WakeSignal();
  private readonly inFlight = new Map<string, { readonly ownerUuid: string; readonly sending: Promise<void> }>();
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private databaseDown = false;

  constructor(
    private readonly queue: WebhookQueue,
    private readonly delivery: DeliverWebhook,
    @Inject(WEBHOOK_SETTINGS) private readonly settings: WebhookSettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.sends) this.loop = this.run();
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

  /** Looks for deliveries at once. */
  wake(): void {
    this.signal.wake();
  }

  private async drained(): Promise<void> {
    await this.loop;
    await Promise.all([...this.inFlight.values()].map(({ sending }) => sending));
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.fill();
      await this.signal.wait(POLL_MS);
    }
  }

  private async fill(): Promise<void> {
    const free = MAX_AT_ONCE - this.inFlight.size;
    if (free <= 0) return;
    const claimed = await this.onDatabase(() => this.queue.claim(free, this.busy()));
    for (const delivery of claimed ?? []) this.start(delivery);
  }

  private busy(): BusySends {
    const owners = [...this.inFlight.values()].map(({ ownerUuid }) => ownerUuid);
    const count = (owner: string): number => owners.filter((each) => each === owner).length;
    return {
      endpoints: [...this.inFlight.keys()],
      owners: [...new Set(owners)].filter((owner) => count(owner) >= AT_ONCE_OF_OWNER),
    };
  }

  private start(delivery: ClaimedDelivery): void {
    const sending = this.send(delivery).finally(() => {
      this.inFlight.delete(delivery.endpointId);
      this.signal.wake();
    });
    this.inFlight.set(delivery.endpointId, { ownerUuid: delivery.ownerUuid, sending });
  }

  private async send(delivery: ClaimedDelivery): Promise<void> {
    const { id, attempts } = delivery;
    const { error, status } = await this.delivery.try(delivery).catch(() => ({ error: 'error', status: null }));
    if (error === null) {
      WEBHOOK_SETTLED.tell('delivered');
      await this.onDatabase(() => this.queue.settle(delivery));
      return;
    }
    const retryInSeconds = error === 'event_deleted' ? null : webhookRetryDelay(attempts, status, Math.random());
    WEBHOOK_SETTLED.tell(retryInSeconds === null ? 'given_up' : 'failed');
    if (retryInSeconds === null) this.logger.warn(`Webhook ${id} is given up after ${attempts} tries (${error})`);
    else this.logger.debug(`Webhook ${id} failed, try ${attempts} (${error})`);
    await this.onDatabase(() => this.queue.fail(delivery, { lastError: error, retryInSeconds }));
  }

  /** Runs a step that needs the database. A failure is logged once per outage and returns `null`. */
  private async onDatabase<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      const result = await step();
      if (this.databaseDown) this.logger.log('The queue of webhooks is in reach again');
      this.databaseDown = false;
      return result;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      if (!this.databaseDown) this.logger.warn(`The queue of webhooks is out of reach (${name}); trying again`);
      this.databaseDown = true;
      return null;
    }
  }
}
