import { Injectable } from '@nestjs/common';
import { IssuedToken, Session, Transactions } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { Revocations } from '../revocations/revocations.service';

/** Why a session ended before its time. */
export type EndReason =
  | 'logout'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'account_disabled'
  | 'account_deleted'
  | 'ended_by_owner'
  | 'ended_by_operator'
  | 'revoked';

/** Which sessions: one, or all of a user. */
export type SessionSelector = { readonly id: string } | { readonly userId: number };

/** Ends sessions: nothing that was issued in them works afterwards. */
@Injectable()
export class EndSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly revocations: Revocations,
  ) {}

  /** Ends sessions in a transaction of its own. @returns how many were still open */
  async end(which: SessionSelector, reason: EndReason): Promise<number> {
    return this.transactions.run((manager) => this.within(manager, which, reason));
  }

  /** The same in the caller's transaction. */
  async within(manager: EntityManager, which: SessionSelector, reason: EndReason): Promise<number> {
    const result = await manager
      .createQueryBuilder()
      .update(Session)
      .set({ endedAt: this.clock.now(), endReason: reason })
      .where({ ...which, endedAt: IsNull() })
      .returning(['id', 'ownerId', 'userId'])
      .execute();
    const ended = result.raw as readonly { id: string; owner_id: number; user_id: number }[];
    const [first] = ended;
    if (first === undefined) return 0;
    await this.revocations.ofUsers(manager, { sessionIds: ended.map(({ id }) => id) });
    const event = reason === 'logout' ? 'logout' : 'sessions_ended';
    await this.audit.record(manager, { ownerId: first.owner_id, userId: first.user_id, event, detail: reason });
    return ended.length;
  }

  /** Ends the access token of a pair, in the caller's transaction; the session goes on. */
  async endAccess(manager: EntityManager, grantId: string): Promise<void> {
    await this.revocations.ofUsers(manager, { grantId });
    await manager.update(IssuedToken, { grantId, kind: 'access' }, { endedAt: this.clock.now() });
  }
}
