import { Injectable } from '@nestjs/common';
import { IssueInSession, type LiveToken } from '../auth/refreshing/issue-in-session.service';
import { PresentedTokens } from '../auth/refreshing/presented-tokens.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import type { UserToken } from '../tokens/recognize-token.service';
import { TokenIssuer } from '../tokens/token-issuer.service';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';

/** How often to retry when something changed between reading and writing. */
const TRIES = 3;

/** Exchanges a user's token for one of another format (RFC 8693) in the same session, so both end together. */
@Injectable()
export class ExchangeToken {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly issuance: IssueInSession,
    private readonly tokens: PresentedTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues an access token that expires no later than the presented one, which stays valid.
   * @param presented a live access token, as `InspectToken` found it
   * @param profile with an access token only
   * Throws `token_invalid`, `token_expired`, `account_disabled` or `not_verified` when it has died meanwhile.
   */
  async exchange(presented: UserToken, profile: TokenProfile): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare(profile);
    let live: LiveToken = presented;
    for (let tries = TRIES; tries > 0; tries -= 1) {
      const now = this.clock.now();
      const notAfter = earlier(live.token.expiresAt, live.session.idleExpiresAt);
      const issued = await this.issuance.issue(live, {
        prepared: { ...prepared, notAfter },
        event: 'token_exchanged',
        now,
      });
      if (issued !== null) return issued;
      live = await this.tokens.liveAccess(presented.token.id, now);
    }
    throw new IdentityError('token_invalid');
  }
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}
