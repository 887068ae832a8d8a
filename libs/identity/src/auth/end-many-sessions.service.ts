import { Injectable } from '@nestjs/common';
import { type Owner, Queries } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { REVOCATIONS_CHANNEL } from '../revocations/revocations.service';
import { END_SESSIONS_OF_USERS, FIND_USERS_WITH_SESSIONS_BEFORE } from './end-session.query';

/** The result of ending sessions. */
export interface EndedSessions {
  readonly users: number;
  readonly sessions: number;
}

/** The number of users that one transaction locks. */
const BATCH = 200;

/**
 * Ends the sessions of many users, for example after a restore. An operator starts it; it works in batches while the
 * service runs.
 */
@Injectable()
export class EndManySessions {
  constructor(
    private readonly queries: Queries,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Ends every open session that began before a moment, of one owner or of all. */
  async startedBefore(moment: Date, owner: Pick<Owner, 'id'> | null): Promise<EndedSessions> {
    const ownerId = owner === null ? null : owner.id;
    let total: EndedSessions = { users: 0, sessions: 0 };
    for (let after = 0; ;) {
      const found = await this.queries.run(FIND_USERS_WITH_SESSIONS_BEFORE, [after, moment, ownerId, BATCH]);
      const last = found.at(-1);
      if (last === undefined) return total;
      const users = found.map(({ user_id: id }) => id);
      const moments = users.map(() => moment);
      total = sum(total, await this.endBatch(users, moments, ownerId));
      after = last.user_id;
    }
  }

  /**
   * Ends the open sessions of some users of an owner.
   * @param moments for each user: sessions that began before this moment are ended
   */
  async ofUsers({ id: ownerId }: Pick<Owner, 'id'>, moments: ReadonlyMap<number, Date>): Promise<EndedSessions> {
    const all = [...moments].sort(([one], [other]) => one - other);
    let total: EndedSessions = { users: 0, sessions: 0 };
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      const [users, before] = [batch.map(([user]) => user), batch.map(([, moment]) => moment)];
      total = sum(total, await this.endBatch(users, before, ownerId));
    }
    return total;
  }

  private async endBatch(users: number[], moments: Date[], ownerId: number | null): Promise<EndedSessions> {
    const { isRequest, provenOwnerId, address, requestId } = this.audit.originOfAny();
    const ended = await this.queries.run(END_SESSIONS_OF_USERS, [
      users,
      this.clock.now(),
      'ended_by_operator',
      'sessions_ended',
      isRequest,
      provenOwnerId,
      address,
      requestId,
      REVOCATIONS_CHANNEL,
      moments,
      ownerId,
    ]);
    return { users: ended.length, sessions: ended.reduce((count, { sessions }) => count + sessions, 0) };
  }
}

function sum(one: EndedSessions, other: EndedSessions): EndedSessions {
  return { users: one.users + other.users, sessions: one.sessions + other.sessions };
}
