import { Inject, Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { REFRESH_ANSWERS } from '../sweeping/refresh-answers';
import { Sweeper } from '../sweeping/sweeper.service';
import { subjectOf } from '../tokens/subject-row';
import { hashToken, type MadeTokens } from '../tokens/token-issuer.service';
import type { IssuedTokens } from '../tokens/token-profile';
import { FIND_ACCESS_TOKEN, FIND_REFRESH_TOKEN, type FoundTokenRow } from './issue-in-session.query';
import { refusalOf } from './issue-in-session.service';
import { openAnswer, sealAnswer } from './sealed-answer';

/** Gives a client whose answer was lost the same new tokens again, where the policy wants it. */
@Injectable()
export class RepeatRefresh {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly queries: Queries,
    private readonly audit: AuditLog,
    private readonly sweeper: Sweeper,
  ) {}

  /** What is kept for a retry beside the token that is being exchanged; `null` for nothing. */
  keep(made: MadeTokens, refreshToken: string, tokenId: string): Buffer | null {
    if (!this.policy.repeatsRefresh) return null;
    this.sweeper.sweepSoon(REFRESH_ANSWERS);
    return sealAnswer(made, refreshToken, tokenId);
  }

  /**
   * The tokens that a refresh token was exchanged for, as they were answered.
   * @param spent the token, which comes back as a double submit
   * @returns `null` when nothing was kept, or the tokens are not all live and unused
   */
  async repeat(spent: FoundTokenRow, refreshToken: string, now: Date): Promise<IssuedTokens | null> {
    if (!this.policy.repeatsRefresh || spent.successor === null) return null;
    const kept = openAnswer(spent.successor, refreshToken, spent.tokenId);
    if (kept === null) return null;
    const next = await this.queries.first(FIND_REFRESH_TOKEN, [hashToken(kept.refresh), kept.accessId]);
    const access = await this.queries.first(FIND_ACCESS_TOKEN, [kept.accessId]);
    if (next === null || access === null || !next.paired) return null;
    if (refusalOf(next, now) !== null || refusalOf(access, now) !== null) return null;
    const subject = subjectOf(next);
    const entry = { ownerId: subject.ownerId, userId: subject.id, event: 'refresh', detail: 'repeated' } as const;
    await this.audit.record(null, entry);
    const { accessId, ...tokens } = kept;
    return { ...tokens, subject };
  }
}
