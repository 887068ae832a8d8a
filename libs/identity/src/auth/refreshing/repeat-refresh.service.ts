import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.service';
import { IDENTITY_POLICY, type IdentityPolicy } from '../../identity-policy';
import { REFRESH_ANSWERS } from '../../sweeping/refresh-answers';
import { Sweeper } from '../../sweeping/sweeper.service';
import { hashToken, type MadeTokens } from '../../tokens/token-issuer.service';
import type { IssuedTokens } from '../../tokens/token-profile';
import { type PresentedToken, PresentedTokens, refusalOf } from './presented-tokens.service';
import { openAnswer, sealAnswer } from './sealed-answer';

/**
 * Repeats the answer for a client that did not receive it, where the policy allows that: the client gets the same new
 * tokens.
 */
@Injectable()
export class RepeatRefresh {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly tokens: PresentedTokens,
    private readonly audit: AuditLog,
    private readonly sweeper: Sweeper,
  ) {}

  /** The data that is stored with the exchanged token for a retry; `null` for none. */
  keep(made: MadeTokens, refreshToken: string, tokenId: string): Buffer | null {
    if (!this.policy.repeatsRefresh) return null;
    this.sweeper.sweepSoon(REFRESH_ANSWERS);
    return sealAnswer(made, refreshToken, tokenId);
  }

  /**
   * The tokens that a refresh token was exchanged for, as in the first answer.
   * @param spent the exchanged token, which was sent again
   * @returns `null` when nothing was stored, or one of the tokens is used or no longer alive
   */
  async repeat({ token: spent }: PresentedToken, refreshToken: string, now: Date): Promise<IssuedTokens | null> {
    if (!this.policy.repeatsRefresh || spent.successor === null) return null;
    const kept = openAnswer(spent.successor, refreshToken, spent.id);
    if (kept === null) return null;
    const next = await this.tokens.refresh(hashToken(kept.refresh), kept.accessId);
    const access = await this.tokens.access(kept.accessId);
    if (next === null || access === null) return null;
    if (refusalOf(next, now) !== null || refusalOf(access, now) !== null) return null;
    const { subject } = next;
    const entry = { ownerId: subject.ownerId, userId: subject.id, event: 'refresh', detail: 'repeated' } as const;
    await this.audit.record(null, entry);
    const { accessId, ...tokens } = kept;
    return { ...tokens, subject };
  }
}
