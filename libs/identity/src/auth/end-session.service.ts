import { Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { REVOCATIONS_CHANNEL } from '../revocations/revocations.service';
import { TokenProfiles } from '../tokens/token-profiles.service';
import { END_ACCESS_WITH_ROLE, END_SESSION, END_SESSIONS_OF_USER } from './end-session.query';

/** Why a session ended early. */
export type EndReason =
  | 'logout'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'account_disabled'
  | 'account_deleted'
  | 'ended_by_owner'
  | 'ended_by_operator'
  | 'revoked';

/** Selects one session, or all sessions of a user. */
export type SessionSelector = { readonly id: string } | { readonly userId: number };

/** Ends sessions together with all their tokens. */
@Injectable()
export class EndSession {
  constructor(
    private readonly queries: Queries,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly profiles: TokenProfiles,
  ) {}

  /** Ends sessions in one statement. @returns how many were still open */
  end(which: SessionSelector, reason: EndReason): Promise<number> {
    return this.run(which, reason);
  }

  /** The same in the caller's transaction. */
  within(manager: EntityManager, which: SessionSelector, reason: EndReason): Promise<number> {
    return this.run(which, reason, manager);
  }

  /**
   * Ends the access tokens that carry a user's role, in the transaction that changed it. The sessions stay open, and a
   * refresh gives tokens with the new role. The operator's command knows no profiles, so it ends every access token of
   * the user.
   */
  async accessWithRole(manager: EntityManager, userId: number): Promise<void> {
    const profiles = this.profiles.all();
    const carrying = profiles.filter(({ carriesRole }) => carriesRole === true).map(({ name }) => name);
    const ending = profiles.length === 0 ? null : carrying;
    await this.queries.run(END_ACCESS_WITH_ROLE, [userId, this.clock.now(), ending, REVOCATIONS_CHANNEL], manager);
  }

  private async run(which: SessionSelector, reason: EndReason, manager?: EntityManager): Promise<number> {
    const { isRequest, provenOwnerId, address, requestId } = this.audit.originOfAny();
    const rest = [
      this.clock.now(),
      reason,
      reason === 'logout' ? 'logout' : 'sessions_ended',
      isRequest,
      provenOwnerId,
      address,
      requestId,
      REVOCATIONS_CHANNEL,
    ] as const;
    const [ended] =
      'id' in which
        ? await this.queries.run(END_SESSION, [which.id, ...rest], manager)
        : await this.queries.run(END_SESSIONS_OF_USER, [which.userId, ...rest], manager);
    return ended?.sessions ?? 0;
  }
}
