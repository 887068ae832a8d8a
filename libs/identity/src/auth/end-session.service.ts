import { Injectable } from '@nestjs/common';
import { Session, Transactions } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../clock';

/** Why a session ended before its time. */
export type EndReason = 'logout' | 'refresh_token_reused' | 'password_changed' | 'account_disabled' | 'ended_by_owner';

/** Which sessions: one, or all of a user. */
export type SessionSelector = { readonly id: string } | { readonly userId: number };

/** Ends sessions: nothing that was issued in them works afterwards. */
@Injectable()
export class EndSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Ends sessions in a transaction of its own. @returns how many were still open */
  async end(which: SessionSelector, reason: EndReason): Promise<number> {
    return this.transactions.run((manager) => this.within(manager, which, reason));
  }

  /** The same in the caller's transaction. */
  async within(manager: EntityManager, which: SessionSelector, reason: EndReason): Promise<number> {
    const { affected } = await manager.update(
      Session,
      { ...which, endedAt: IsNull() },
      { endedAt: this.clock.now(), endReason: reason },
    );
    return affected ?? 0;
  }
}
