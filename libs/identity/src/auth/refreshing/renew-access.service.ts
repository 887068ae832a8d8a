import { Injectable } from '@nestjs/common';
import { Clock, secondsAfter } from '../../clock';
import { IdentityError } from '../../identity.errors';
import { deciding, REFRESH_DECIDED } from '../../signals/identity-signals';
import type { Identity } from '../../tokens/authenticate-token.service';
import { hashToken, TokenIssuer } from '../../tokens/token-issuer.service';
import { profileOf } from '../../tokens/token-liveness';
import type { IssuedTokens, TokenProfile } from '../../tokens/token-profile';
import { IssueInSession, type LiveToken } from './issue-in-session.service';
import { PresentedTokens, refusalOf } from './presented-tokens.service';

/** How often to retry when something changed between reading and writing. */
const TRIES = 3;

/** Issues another access token in an open session; the token that the client sent stays valid. */
@Injectable()
export class RenewAccess {
  constructor(
    private readonly tokens: PresentedTokens,
    private readonly issuer: TokenIssuer,
    private readonly issuance: IssueInSession,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues it for a refresh token that does not rotate. Throws `token_invalid`, `token_expired`, `account_disabled` or
   * `not_verified`.
   */
  withRefreshToken(profile: TokenProfile, refreshToken: string): Promise<IssuedTokens> {
    const hash = hashToken(refreshToken);
    return this.renew(profile, (now) => this.liveRefresh(profile, hash, now));
  }

  /** Issues it for an access token that `AuthenticateToken` has just verified. Throws as {@link withRefreshToken} does. */
  withAccessToken(profile: TokenProfile, identity: Identity): Promise<IssuedTokens> {
    let read: LiveToken | null = identity;
    return this.renew(profile, async (now) => {
      const live = read ?? (await this.tokens.liveAccess(identity.token.id, now));
      read = null;
      return live;
    });
  }

  private renew(profile: TokenProfile, read: (now: Date) => Promise<LiveToken>): Promise<IssuedTokens> {
    return deciding(
      (outcome) => {
        REFRESH_DECIDED.tell({ profile: profile.name, outcome });
      },
      () => this.issueNext(profile, read),
    );
  }

  private async issueNext(profile: TokenProfile, read: (now: Date) => Promise<LiveToken>): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare({ ...profile, refresh: null });
    for (let tries = TRIES; tries > 0; tries -= 1) {
      const now = this.clock.now();
      const changes = { idleExpiresAt: secondsAfter(now, profile.session.idleSeconds) };
      const issued = await this.issuance.issue(await read(now), { prepared, event: 'refresh', now, changes });
      if (issued !== null) return issued;
    }
    throw new IdentityError('token_invalid');
  }

  private async liveRefresh(profile: TokenProfile, hash: Buffer, now: Date): Promise<LiveToken> {
    const found = await this.tokens.refresh(hash, null);
    if (found === null || profileOf(found.token, found.session) !== profile.name)
      throw new IdentityError('token_invalid');
    const refusal = refusalOf(found, now);
    if (refusal !== null) throw new IdentityError(refusal);
    return found;
  }
}
