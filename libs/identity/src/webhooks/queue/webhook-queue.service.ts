import { Injectable } from '@nestjs/common';
import { AuditEvent, Transactions, WebhookDelivery } from '@portero/database';
import { DataSource, In, IsNull } from 'typeorm';
import { Clock, secondsAfter } from '../../clock';

/** How long a delivery is reserved for the sender that claimed it: well above the time limit of a request. */
const LEASE_SECONDS = 60;

/** A delivery that is reserved for one sender until the lease ends. `attempts` includes the current one. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly attempts: number;
  readonly url: string;
  readonly sealed: Buffer;
  readonly ownerUuid: string;
  /** `null` when the event was deleted meanwhile. */
  readonly event: AuditEvent | null;
}

type ClaimedRow = Omit<ClaimedDelivery, 'event'> & { readonly eventId: string };

/** The maximum number of simultaneous deliveries of one owner, so that its slow endpoints do not delay other owners. */
export const AT_ONCE_OF_OWNER = 3;

/** The endpoints and owners to which this process is sending now. */
export interface BusySends {
  /** Ids of endpoints. */
  readonly endpoints: readonly string[];
  /** The uuids of owners at their maximum. */
  readonly owners: readonly string[];
}

/**
 * The due delivery that has waited longest for each endpoint that is not busy, for a few endpoints of each owner below
 * its maximum.
 */
const CLAIM = `
WITH due AS MATERIALIZED (
  SELECT id FROM (
    SELECT d.id, d.next_attempt_at, row_number() OVER (PARTITION BY e.owner_id ORDER BY d.next_attempt_at) AS place
    FROM webhook_endpoints e JOIN owners o ON o.id = e.owner_id CROSS JOIN LATERAL (
      SELECT id, next_attempt_at FROM webhook_deliveries
      WHERE endpoint_id = e.id AND settled_at IS NULL AND next_attempt_at <= $1::timestamptz
      ORDER BY next_attempt_at LIMIT 1
    ) d
    WHERE e.id <> ALL($2::uuid[]) AND o.uuid <> ALL($5::uuid[])
  ) first
  WHERE place <= ${AT_ONCE_OF_OWNER} ORDER BY next_attempt_at LIMIT $3::int
), held AS MATERIALIZED (
  SELECT id FROM webhook_deliveries
  WHERE id IN (SELECT id FROM due) AND settled_at IS NULL AND next_attempt_at <= $1
  FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE webhook_deliveries d SET attempts = attempts + 1, next_attempt_at = $4::timestamptz
  FROM held WHERE d.id = held.id RETURNING d.*
)
SELECT c.id, c.endpoint_id AS "endpointId", c.event_id AS "eventId", c.attempts, e.url, e.sealed, o.uuid AS "ownerUuid"
FROM claimed c JOIN webhook_endpoints e ON e.id = c.endpoint_id JOIN owners o ON o.id = e.owner_id`;

/** How a failed delivery is recorded. */
export interface WebhookFailure {
  readonly lastError: string;
  /** `null` gives it up. */
  readonly retryInSeconds: number | null;
}

/** The queue of waiting deliveries. */
@Injectable()
export class WebhookQueue {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims up to `limit` due deliveries, at most one per endpoint and a few per owner. Deliveries that another sender
   * is claiming are skipped. A claimed delivery is due again when the lease ends, so none is lost when a sender dies.
   */
  async claim(limit: number, busy: BusySends): Promise<readonly ClaimedDelivery[]> {
    const now = this.clock.now();
    const lease = secondsAfter(now, LEASE_SECONDS);
    const rows = await this.transactions.run((manager) =>
      manager.query<ClaimedRow[]>(CLAIM, [now, busy.endpoints, limit, lease, busy.owners]),
    );
    if (rows.length === 0) return [];
    const events = await this.dataSource
      .getRepository(AuditEvent)
      .findBy({ id: In([...new Set(rows.map(({ eventId }) => eventId))]) });
    return rows.map(({ eventId, ...row }) => ({ ...row, event: events.find(({ id }) => id === eventId) ?? null }));
  }

  /** Deletes a successful delivery, unless another sender has claimed it meanwhile. */
  async settle({ id, attempts }: ClaimedDelivery): Promise<void> {
    await this.change({ id, attempts }, { settledAt: this.clock.now(), lastError: null });
  }

  /** Makes a delivery due later, or gives it up, unless another sender has claimed it meanwhile. */
  async fail({ id, attempts }: ClaimedDelivery, { lastError, retryInSeconds }: WebhookFailure): Promise<void> {
    const now = this.clock.now();
    const outcome = retryInSeconds === null ? { settledAt: now } : { nextAttemptAt: secondsAfter(now, retryInSeconds) };
    await this.change({ id, attempts }, { ...outcome, lastError });
  }

  private async change(claim: Pick<WebhookDelivery, 'id' | 'attempts'>, row: Partial<WebhookDelivery>): Promise<void> {
    await this.transactions.run((manager) => manager.update(WebhookDelivery, { ...claim, settledAt: IsNull() }, row));
  }
}
