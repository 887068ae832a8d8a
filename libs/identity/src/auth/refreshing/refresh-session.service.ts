import { Injectable } from '@nestjs/common';
import { Clock, secondsAfter } from '../../clock';
import { IdentityError } from '../../identity.errors';
import { deciding, REFRESH_DECIDED } from '../../signals/identity-signals';
import { hashToken, type PreparedProfile, TokenIssuer } from '../../tokens/token-issuer.service';
import { profileOf } from '../../tokens/token-liveness';
import type { IssuedTokens, TokenProfile } from '../../tokens/token-profile';
import { IssueInSession } from './issue-in-session.service';
import { type PresentedToken, PresentedTokens, refusalOf } from './presented-tokens.service';
import { SpentRefreshTokens } from './spent-refresh-tokens.service';

/** How often to retry when something changed between reading and writing. */
const TRIES = 3;

/** The refresh token that was sent. */
interface Presented {
  readonly token: string;
  readonly hash: Buffer;
  readonly pairedAccessId: string | null;
}

/**
 * Exchanges a refresh token for new tokens (RFC 9700, section 4.14). Each refresh token works once. If it is reused
 * later, all tokens of the same log-in end.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly tokens: PresentedTokens,
    private readonly issuer: TokenIssuer,
    private readonly issuance: IssueInSession,
    private readonly spent: SpentRefreshTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * If several calls send one token at the same time, exactly one gets new tokens; where the policy repeats answers,
   * all get the same ones.
   * @param pairedAccessId for wires that send both tokens: the id of the access token that must have been issued
   * together with the refresh token. If it was not, the refresh token is `token_invalid`.
   * Throws `token_invalid`, `token_expired`, `refresh_token_reused`, `account_disabled` or `not_verified`.
   */
  rotate(profile: TokenProfile, refreshToken: string, pairedAccessId: string | null = null): Promise<IssuedTokens> {
    return deciding(
      (outcome) => {
        REFRESH_DECIDED.tell({ profile: profile.name, outcome });
      },
      async () => {
        const prepared = await this.issuer.prepare(profile);
        return this.exchange(prepared, { token: refreshToken, hash: hashToken(refreshToken), pairedAccessId });
      },
    );
  }

  private async exchange(prepared: PreparedProfile, presented: Presented): Promise<IssuedTokens> {
    for (let tries = TRIES; tries > 0; tries -= 1) {
      const now = this.clock.now();
      const found = await this.find(prepared.profile, presented);
      const refusal = refusalOf(found, now);
      if (refusal === 'refresh_token_reused') return this.spent.meet(found, presented.token, now);
      if (refusal !== null) throw new IdentityError(refusal);
      const issued = await this.issueNext(prepared, found, presented.token, now);
      if (issued !== null) return issued;
    }
    throw new IdentityError('token_invalid');
  }

  private async find(profile: TokenProfile, { hash, pairedAccessId }: Presented): Promise<PresentedToken> {
    const found = await this.tokens.refresh(hash, pairedAccessId);
    if (found === null || profileOf(found.token, found.session) !== profile.name)
      throw new IdentityError('token_invalid');
    return found;
  }

  private issueNext(
    prepared: PreparedProfile,
    found: PresentedToken,
    token: string,
    now: Date,
  ): Promise<IssuedTokens | null> {
    const { session } = prepared.profile;
    return this.issuance.issue(found, {
      prepared,
      event: 'refresh',
      now,
      changes: {
        idleExpiresAt: secondsAfter(now, session.idleSeconds),
        spends: this.spent.spending(prepared.profile, token, found.token.id),
      },
    });
  }
}
