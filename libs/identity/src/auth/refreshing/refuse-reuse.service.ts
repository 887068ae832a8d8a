import { Injectable } from '@nestjs/common';
import { Transactions } from '@portero/database';
import { AuditLog } from '../../audit/audit-log.service';
import { EndSession } from '../end-session.service';
import type { PresentedToken } from './presented-tokens.service';

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
  async record({ session, subject }: PresentedToken, isDoubleSubmit: boolean): Promise<void> {
    const { ownerId, id: userId } = subject;
    const detail = isDoubleSubmit ? 'double_submit' : session.profile;
    const entry = { ownerId, userId, event: 'refresh', outcome: 'reused', detail } as const;
    if (isDoubleSubmit) return this.audit.record(null, entry);
    await this.transactions.run(async (manager) => {
      await this.sessions.within(manager, { id: session.id }, 'refresh_token_reused');
      await this.audit.record(manager, entry);
    });
  }
}
