import { Inject, Injectable } from '@nestjs/common';
import { QueueSender } from '../../sending/queue-sender';
import { WEBHOOK_SETTLED } from '../../signals/identity-signals';
import { WEBHOOK_SETTINGS, type WebhookSettings } from '../webhook-rules';
import { DeliverWebhook } from './deliver-webhook.service';
import { AT_ONCE_OF_OWNER, type BusySends, type ClaimedDelivery, WebhookQueue } from './webhook-queue.service';
import { webhookRetryDelay } from './webhook-retry';

/**
 * The maximum number of deliveries that are sent at once, each to a different endpoint, so that a slow endpoint delays
 * only its own.
 */
const MAX_AT_ONCE = 30;

/**
 * Sends the deliveries of the {@link WebhookQueue}. Each is sent at least once. It is sent twice only if a process
 * dies, or loses the database, between sending and recording it; receivers recognise it by its `webhook-id`.
 */
@Injectable()
export class WebhookSender extends QueueSender {
  /** The owners of the deliveries that are being sent, by endpoint. */
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly queue: WebhookQueue,
    private readonly delivery: DeliverWebhook,
    @Inject(WEBHOOK_SETTINGS) { sends }: WebhookSettings,
  ) {
    super({ context: 'Webhooks', content: 'webhooks', pollMs: 3_000 }, sends);
  }

  protected override async fill(): Promise<boolean> {
    const free = MAX_AT_ONCE - this.inFlight;
    const claimed = free > 0 ? await this.onDatabase(() => this.queue.claim(free, this.busy())) : null;
    for (const delivery of claimed ?? []) {
      const { endpointId, ownerUuid } = delivery;
      this.owners.set(endpointId, ownerUuid);
      this.start(endpointId, this.send(delivery), () => this.owners.delete(endpointId));
    }
    return true;
  }

  private busy(): BusySends {
    const owners = [...this.owners.values()];
    const count = (owner: string): number => owners.filter((each) => each === owner).length;
    return {
      endpoints: [...this.owners.keys()],
      owners: [...new Set(owners)].filter((owner) => count(owner) >= AT_ONCE_OF_OWNER),
    };
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
}
