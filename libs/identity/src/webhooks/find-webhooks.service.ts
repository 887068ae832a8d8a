import { Injectable } from '@nestjs/common';
import { AuditEvent, type Owner, Transactions, WebhookDelivery, WebhookEndpoint } from '@portero/database';
import { DataSource, In, IsNull, Not } from 'typeorm';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { lockEndpoint } from './manage-webhooks.service';
import { WebhookSender } from './queue/webhook-sender.service';

/** The maximum number of failed deliveries in one answer. */
const MOST_FAILURES = 100;

/** A delivery whose last try failed. */
export interface FailedDelivery {
  readonly id: string;
  /** The id of the audit event. */
  readonly eventId: string;
  /** `null` when the event was deleted meanwhile. */
  readonly event: string | null;
  readonly createdAt: Date;
  readonly attempts: number;
  /** A fixed word, or `status_` and the status of the answer. */
  readonly error: string;
  /** When it was given up; `null` while it is retried. */
  readonly givenUpAt: Date | null;
  readonly nextAttemptAt: Date;
}

/** Lists an owner's webhooks and failed deliveries, and resends them. */
@Injectable()
export class FindWebhooks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly sender: WebhookSender,
  ) {}

  /** All endpoints of an owner, the oldest first. */
  async of(owner: Owner): Promise<readonly WebhookEndpoint[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    return this.dataSource.getRepository(WebhookEndpoint).find({ where: { ownerId: owner.id }, order });
  }

  /** The newest deliveries whose last try failed, at most a hundred. Throws `webhook_not_found`. */
  async failures(owner: Owner, endpointId: string): Promise<readonly FailedDelivery[]> {
    const isTheirs = await this.dataSource
      .getRepository(WebhookEndpoint)
      .existsBy({ id: endpointId, ownerId: owner.id });
    if (!isTheirs) throw new IdentityError('webhook_not_found');
    const found = await this.dataSource.getRepository(WebhookDelivery).find({
      where: { endpointId, lastError: Not(IsNull()) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: MOST_FAILURES,
    });
    const events = await this.eventsOf(found);
    return found.map(({ id, eventId, createdAt, attempts, lastError, settledAt, nextAttemptAt }) => ({
      ...{ id, eventId, createdAt, attempts, nextAttemptAt },
      event: events.get(eventId) ?? null,
      error: lastError ?? '',
      givenUpAt: settledAt,
    }));
  }

  /**
   * Makes failed deliveries due now, with their full number of tries.
   * @param deliveryId a single delivery; `null` for all that were given up. @returns how many. Throws
   * `webhook_not_found`
   */
  async resend(owner: Owner, endpointId: string, deliveryId: string | null): Promise<number> {
    const now = this.clock.now();
    const which = deliveryId === null ? { settledAt: Not(IsNull()) } : { id: deliveryId };
    const resent = await this.transactions.run(async (manager) => {
      await lockEndpoint(manager, owner, endpointId);
      const where = { endpointId, lastError: Not(IsNull()), ...which };
      const again = { settledAt: null, attempts: 0, nextAttemptAt: now };
      return manager.update(WebhookDelivery, where, again);
    });
    this.sender.wake();
    return resent.affected ?? 0;
  }

  private async eventsOf(deliveries: readonly WebhookDelivery[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(deliveries.map(({ eventId }) => eventId))];
    const events = ids.length === 0 ? [] : await this.dataSource.getRepository(AuditEvent).findBy({ id: In(ids) });
    return new Map(events.map(({ id, event }) => [id, event]));
  }
}
