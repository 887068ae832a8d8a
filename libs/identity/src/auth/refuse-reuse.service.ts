import { Injectable } from '@nestjs/common';
import { Transactions } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { secondsAfter } from '../clock';
import { Limits } from '../limits/limits.service';
import { TokenProfiles } from '../tokens/token-profiles.service';
import { EndSession } from './end-session.service';
import type { FoundTokenRow } from './issue-in-session.query';

/** The `graceSeconds` of a profile that sets none. */
const GRACE_SECONDS = 10;

type ReusedToken = Pick<FoundTokenRow, 'usedAt' | 'usedFrom' | 'sessionProfile'>;

/** Handles refresh tokens that are sent again after they were exchanged. */
@Injectable()
export class RefuseReuse {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: EndSession,
    private readonly audit: AuditLog,
    private readonly limits: Limits,
    private readonly profiles: TokenProfiles,
  ) {}

  /**
   * Records the reuse. Unless it is a double submit, all tokens of the same log-in end: somebody else has the token, and
   * the service cannot tell the thief from the client.
   */
  async record(token: FoundTokenRow, now: Date): Promise<void> {
    const { sessionId, sessionProfile } = token;
    const [ownerId, userId] = [token['u_ownerId'] as number, token['u_id'] as number];
    const isDoubleSubmit = this.isDoubleSubmit(token, now);
    const detail = isDoubleSubmit ? 'double_submit' : sessionProfile;
    const entry = { ownerId, userId, event: 'refresh', outcome: 'reused', detail } as const;
    if (isDoubleSubmit) return this.audit.record(null, entry);
    await this.transactions.run(async (manager) => {
      await this.sessions.within(manager, { id: sessionId }, 'refresh_token_reused');
      await this.audit.record(manager, entry);
    });
  }

  /**
   * Whether an exchanged token comes back soon enough, and from the same network, to be a double submit of its client.
   */
  isDoubleSubmit({ usedAt, usedFrom, sessionProfile }: ReusedToken, now: Date): boolean {
    const graceSeconds = this.profiles.named(sessionProfile)?.session.graceSeconds ?? GRACE_SECONDS;
    const isSoon = usedAt !== null && now <= secondsAfter(usedAt, graceSeconds);
    const from = this.network();
    return isSoon && (usedFrom === null || from === null || usedFrom.equals(from));
  }

  /** Keyed hash of the caller's network; `null` outside of a request. */
  network(): Buffer | null {
    const network = this.limits.network();
    return network === null ? null : Buffer.from(this.limits.keyOf(['refresh', network]), 'base64url');
  }
}
