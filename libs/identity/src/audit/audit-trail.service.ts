import { Injectable } from '@nestjs/common';
import { AuditEvent, type Owner } from '@portero/database';
import { DataSource, type FindOptionsWhere, In, LessThan, MoreThan, type SelectQueryBuilder } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import type { AuditEventName } from './audit-entry';

/** Selects events of an owner. */
export interface AuditQuery {
  readonly limit: number;
  /** Only events before the one with this id. */
  readonly beforeId: string | null;
  readonly event: AuditEventName | null;
  readonly userId: number | null;
}

/** One page, the newest event first. */
export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Give it as `beforeId` for the next page; `null` on the last. */
  readonly nextBeforeId: string | null;
}

/** Which events of an owner; `null` for no condition. */
export interface AuditFilter {
  /** At this time or later. */
  readonly since: Date | null;
  /** Before this time. */
  readonly until: Date | null;
  readonly events: readonly AuditEventName[] | null;
}

/** The number of events that are in memory at once. */
const EXPORT_PAGE = 500;

/** The largest `integer` of PostgreSQL; no row has a larger id. */
const MAX_ID = 2_147_483_647;

/** How long a network stays known after a successful log-in from it. */
const FAMILIAR_SECONDS = 90 * 86_400;

/** Reads the audit log. Every query has the owner in its condition. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** A page of an owner's events. */
  async page(owner: Pick<Owner, 'id'>, { limit, beforeId, event, userId }: AuditQuery): Promise<AuditPage> {
    if (userId !== null && userId > MAX_ID) return { events: [], nextBeforeId: null };
    const where: FindOptionsWhere<AuditEvent> = {
      ownerId: owner.id,
      ...(beforeId !== null && { id: LessThan(beforeId) }),
      ...(event !== null && { event }),
      ...(userId !== null && { userId }),
    };
    const found = await this.dataSource
      .getRepository(AuditEvent)
      .find({ where, order: { id: 'DESC' }, take: limit + 1 });
    const events = found.slice(0, limit);
    return { events, nextBeforeId: found.length > limit ? (events.at(-1)?.id ?? null) : null };
  }

  /**
   * All events of an owner in pages, the oldest first, up to the newest one at the time of the call. Each page is read
   * by a separate statement, so that a slow reader holds no transaction open.
   */
  async *oldestFirst({ id: ownerId }: Pick<Owner, 'id'>, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]> {
    const last = await this.matching(ownerId, filter).orderBy('event.id', 'DESC').limit(1).getOne();
    for (let after = '0'; last !== null && BigInt(after) < BigInt(last.id);) {
      const page = await this.matching(ownerId, filter)
        .andWhere({ id: MoreThan(after) })
        .andWhere('event.id <= :last', { last: last.id })
        .orderBy('event.id', 'ASC')
        .limit(EXPORT_PAGE)
        .getMany();
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)?.id ?? last.id;
    }
  }

  private matching(ownerId: number, { since, until, events }: AuditFilter): SelectQueryBuilder<AuditEvent> {
    const query = this.dataSource.getRepository(AuditEvent).createQueryBuilder('event').where({ ownerId });
    if (since !== null) query.andWhere('event.at >= :since', { since });
    if (until !== null) query.andWhere('event.at < :until', { until });
    if (events !== null) query.andWhere({ event: In([...events]) });
    return query;
  }

  /**
   * Whether the right password for an account came from this network recently.
   * @param userId `null` for the account of the owner itself
   * @param network CIDR
   */
  async isFamiliar(ownerId: number, userId: number | null, network: string): Promise<boolean> {
    const query = this.dataSource
      .getRepository(AuditEvent)
      .createQueryBuilder('event')
      .where('event.ownerId = :ownerId', { ownerId })
      .andWhere(userId === null ? 'event.userId IS NULL' : 'event.userId = :userId', { userId })
      .andWhere('event.event = :event', { event: userId === null ? 'secret_rotated' : 'login' })
      .andWhere("event.outcome = 'ok'")
      .andWhere('event.at > :since', { since: secondsAfter(this.clock.now(), -FAMILIAR_SECONDS) })
      .andWhere('event.address <<= CAST(:network AS inet)', { network });
    return query.getExists();
  }
}
