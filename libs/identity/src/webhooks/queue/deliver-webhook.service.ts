import { Inject, Injectable } from '@nestjs/common';
import { traced, traceHeaders } from '@portero/database';
import { auditRecord } from '../../audit/audit-record';
import { Clock, numericDate } from '../../clock';
import { MasterKey } from '../../secrets/master-key';
import { HostResolver } from '../outbound/host-resolver';
import { PostError, postPinned } from '../outbound/post-pinned';
import { openWebhookSecrets, type WebhookSecrets, webhookHeaders } from '../webhook-secrets';
import { WEBHOOK_SETTINGS, type WebhookSettings } from '../webhook-rules';
import type { ClaimedDelivery } from './webhook-queue.service';

/** The longest that one try may take. */
export const DELIVERY_LIMIT_MS = 10_000;

/** Its name and attributes in traces, without the URL, which may contain a secret of the owner. */
const SENDING = { name: 'send webhook', kind: 'client' } as const;

/** The outcome of one try. */
export interface DeliveryOutcome {
  /** `null` on success; otherwise the reason, as a fixed word or a status. */
  readonly error: string | null;
  /** The status of the answer; `null` for none. */
  readonly status: number | null;
}

/** Sends one delivery in the format of Standard Webhooks. */
@Injectable()
export class DeliverWebhook {
  constructor(
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly resolver: HostResolver,
    @Inject(WEBHOOK_SETTINGS) private readonly settings: WebhookSettings,
  ) {}

  /** Tries once. Any status from 200 to 299 is a success. */
  async try(delivery: ClaimedDelivery): Promise<DeliveryOutcome> {
    return traced(SENDING, async (add) => {
      const outcome = await this.send(delivery);
      const { error, status } = outcome;
      add({
        'webhook.attempt': delivery.attempts,
        'webhook.outcome': error ?? 'delivered',
        ...(status === null ? {} : { 'http.response.status_code': status }),
      });
      return outcome;
    });
  }

  private async send(delivery: ClaimedDelivery): Promise<DeliveryOutcome> {
    const { id, url, event, ownerUuid } = delivery;
    if (event === null) return { error: 'event_deleted', status: null };
    const secrets = this.secretsOf(delivery);
    if (secrets === null) return { error: 'unreadable_secret', status: null };
    const data = { ...auditRecord(event), ownerUuid };
    const body = JSON.stringify({ type: event.event, timestamp: data.at, data });
    const content = { id: `msg_${id}`, timestamp: numericDate(this.clock.now()), body };
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Portero-Webhooks',
      ...traceHeaders(),
      ...webhookHeaders(content, secrets),
    };
    try {
      const post = { url, body, headers, limitMs: DELIVERY_LIMIT_MS };
      const status = await postPinned(post, this.resolver, this.settings);
      return { error: status >= 200 && status < 300 ? null : `status_${status}`, status };
    } catch (error) {
      if (error instanceof PostError) return { error: error.failure, status: null };
      throw error;
    }
  }

  private secretsOf({ endpointId, sealed }: ClaimedDelivery): WebhookSecrets | null {
    try {
      return openWebhookSecrets(this.masterKey, endpointId, sealed);
    } catch {
      return null;
    }
  }
}
