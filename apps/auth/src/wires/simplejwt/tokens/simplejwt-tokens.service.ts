import { Injectable } from '@nestjs/common';
import { AuthenticateToken, type IssuedTokens, RefreshSession, RenewAccess } from '@portero/identity';
import { SimplejwtProfile } from '../simplejwt.profile';
import { SimplejwtClaims } from './simplejwt-claims.service';
import { TOKEN_PROBLEMS } from './token-claims';
import { inItsWords } from './token-refusal';

/** Refreshes and verifies tokens: what the original checks, in its order, and then what the core knows of them. */
@Injectable()
export class SimplejwtTokens {
  constructor(
    private readonly tokens: SimplejwtProfile,
    private readonly claims: SimplejwtClaims,
    private readonly authenticate: AuthenticateToken,
    private readonly renewAccess: RenewAccess,
    private readonly refreshSession: RefreshSession,
  ) {}

  /** New tokens for a refresh token: an access token, and where they rotate a refresh token too. Throws `token_invalid`. */
  async refresh(token: string): Promise<IssuedTokens> {
    await this.claims.read(token, 'refresh');
    const { profile, rotates } = this.tokens;
    if (rotates) return inItsWords(this.refreshSession.rotate(profile, token), TOKEN_PROBLEMS.blacklisted);
    return inItsWords(this.renewAccess.withRefreshToken(profile, token));
  }

  /** Throws `token_invalid` unless it is a live token, of either kind. */
  async verify(token: string): Promise<void> {
    const claims = await this.claims.read(token, null);
    const { profile } = this.tokens;
    const isRefresh = claims['token_type'] === 'refresh';
    await inItsWords(
      isRefresh ? this.authenticate.assertRefresh(profile, token) : this.authenticate.assertAccess(profile, claims),
    );
  }
}
