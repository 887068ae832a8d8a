import { Injectable } from '@nestjs/common';
import { Transactions } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { EndSession } from './end-session.service';
import type { FoundTokenRow } from './issue-in-session.query';

/** Handles refresh tokens that are sent again after they were exchanged. */
@Injectable()
export class RefuseReuse {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: EndSession,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Records the reuse. Unless it is a double submit, all tokens of the same log-in end: somebody else has the token, and
   * the service cannot tell the thief from the client.
   */
  async record(token: FoundTokenRow, isDoubleSubmit: boolean): Promise<void> {
    const { sessionId, sessionProfile } = token;
    const [ownerId, userId] = [token['u_ownerId'] as number, token['u_id'] as number];
    const detail = isDoubleSubmit ? 'double_submit' : sessionProfile;
    const entry = { ownerId, userId, event: 'refresh', outcome: 'reused', detail } as const;
    if (isDoubleSubmit) return this.audit.record(null, entry);
    await this.transactions.run(async (manager) => {
      await this.sessions.within(manager, { id: sessionId }, 'refresh_token_reused');
      await this.audit.record(manager, entry);
    });
  }
}
