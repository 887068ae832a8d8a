import { Injectable } from '@nestjs/common';
import { AdoptToken } from './adopt-token.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { TOKEN_CHECKED } from '../signals/identity-signals';
import { signedTokenIdOf } from './legacy-format';
import { type StoredToken, StoredTokens, type TokenState } from './stored-tokens.service';
import { hashToken } from './token-issuer.service';
import { profileOf, whyDead } from './token-liveness';
import type { TokenProfile } from './token-profile';
import { TokenSigner, type VerifiedClaims } from './token-signer.service';

/** The caller, proved by a live token. */
export type Identity = Pick<StoredToken, 'subject' | 'session' | 'token'>;

/** Finds the user of an access token if the token, its session and its user are all alive. */
@Injectable()
export class AuthenticateToken {
  constructor(
    private readonly stored: StoredTokens,
    private readonly signer: TokenSigner,
    private readonly clock: Clock,
    private readonly adoption: AdoptToken,
  ) {}

  /** Returns the user of an access token. Throws `token_invalid`, `token_expired`, `account_disabled`. */
  async access(profile: TokenProfile, token: string): Promise<Identity> {
    if (profile.access.type !== 'opaque')
      return this.accessClaims(profile, await this.signer.verify(profile.name, token));
    return this.alive(profile, 'access', await this.stored.findKey(token));
  }

  /** The same for claims whose signature was already checked with the profile's key. */
  async accessClaims(profile: TokenProfile, claims: VerifiedClaims): Promise<Identity> {
    const id = this.signedTokenId(claims);
    const found = await this.stored.find({ id });
    if (found !== null || !(await this.adoption.adopt(profile, claims, null)))
      return this.alive(profile, 'access', found);
    return this.alive(profile, 'access', await this.stored.find({ id }));
  }

  /**
   * The id of a token whose signature was already checked with the profile's key, alive or not. It is for wires in
   * which an expired access token still identifies the pair to refresh.
   */
  signedTokenId(claims: VerifiedClaims): string {
    return signedTokenIdOf(claims);
  }

  /** Checks an access token by its verified claims, without reading its user. Throws as {@link access} does. */
  async assertAccess(profile: TokenProfile, claims: VerifiedClaims): Promise<void> {
    const id = this.signedTokenId(claims);
    const found = await this.stored.state({ id });
    const adopted = found === null && (await this.adoption.adopt(profile, claims, null));
    this.alive(profile, 'access', adopted ? await this.stored.state({ id }) : found);
  }

  /** The same for a refresh token, without exchanging it. Throws as {@link access} does, and `refresh_token_reused`. */
  async assertRefresh(profile: TokenProfile, token: string): Promise<void> {
    this.alive(profile, 'refresh', await this.stored.state({ hash: hashToken(token) }));
  }

  private alive<T extends TokenState>(profile: TokenProfile, kind: 'access' | 'refresh', found: T | null): T {
    try {
      const token = this.assertAlive(profile, kind, found);
      TOKEN_CHECKED.tell({ profile: profile.name, outcome: 'success' });
      return token;
    } catch (error) {
      TOKEN_CHECKED.tell({ profile: profile.name, outcome: error instanceof IdentityError ? error.code : 'error' });
      throw error;
    }
  }

  private assertAlive<T extends TokenState>(profile: TokenProfile, kind: 'access' | 'refresh', found: T | null): T {
    if (found?.token.kind !== kind || profileOf(found.token, found.session) !== profile.name)
      throw new IdentityError('token_invalid');
    const dead = whyDead(found.token, found.session, this.clock.now());
    if (dead !== null) throw new IdentityError(dead);
    if (!found.active) throw new IdentityError('account_disabled');
    return found;
  }
}
