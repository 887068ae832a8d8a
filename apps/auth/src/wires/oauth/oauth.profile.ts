import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import type { Client } from '@portero/database';
import {
  type ClientTokenFormat,
  numericDate,
  secondsAfter,
  spellSessionId,
  type TokenFacts,
  type TokenProfile,
  type UserToken,
} from '@portero/identity';
import { PublicUrl } from '../../http/public-url.service';
import { SETTINGS } from '../../settings.token';
import { OAUTH_SETTINGS } from './oauth.settings';

/** Name of the profile and of its signing keys. */
export const OAUTH = 'oauth';

/** Header of RFC 9068, section 2.1. */
function header({ key }: Pick<TokenFacts, 'key'>): Record<string, unknown> {
  return { typ: 'at+jwt', alg: key.alg, kid: key.kid };
}

/** The standard tokens (RFC 9068), signed with their own keys, for services that do not know a dialect's format. */
@Injectable()
export class OauthProfile {
  /** The registered profile. Tokens for users also need an audience: {@link forUser}. */
  readonly profile: TokenProfile;
  /** The audiences that owners may request, besides their own uuid; `null` for any name. */
  readonly audiences: readonly string[] | null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly publicUrl: PublicUrl,
  ) {
    const own = settings.of(OAUTH_SETTINGS);
    const { OAUTH_SIGNING_ALG: alg, OAUTH_TOKEN_LIFETIME: lifetimeSeconds } = own;
    this.audiences = own.OAUTH_AUDIENCES ?? (settings.mode === 'documented' ? null : []);
    this.profile = {
      name: OAUTH,
      session: { idleSeconds: lifetimeSeconds, absoluteSeconds: lifetimeSeconds },
      access: {
        type: 'jwt',
        alg,
        expiresAt: (issuedAt) => secondsAfter(issuedAt, lifetimeSeconds),
        header,
        carriesSession: true,
        claims: () => {
          throw new Error('A standard token says for whom it is');
        },
      },
      refresh: null,
      refreshEndsAccess: false,
      carriesRole: true,
      issuesToClients: true,
    };
  }

  /** The token for which a client or the owner itself exchanges a user's token. It has the current roles. */
  forUser({ session }: UserToken, audience: string | readonly string[] | null, client: Client | null): TokenProfile {
    const claims = ({ subject, tokenId, sessionId, issuedAt, expiresAt }: TokenFacts) => ({
      iss: this.publicUrl.toString(),
      sub: subject.uuid,
      aud: audience ?? subject.owner.uuid,
      client_id: client?.id ?? subject.owner.uuid,
      iat: issuedAt,
      exp: expiresAt,
      jti: tokenId,
      sid: spellSessionId(sessionId),
      auth_time: numericDate(session.createdAt),
      owner: subject.owner.uuid,
      roles: [subject.role.description],
      dialect: session.profile,
      email_verified: subject.verifiedAt !== null,
    });
    return { ...this.profile, access: { ...this.profile.access, claims } as TokenProfile['access'] };
  }

  /**
   * The token that an owner or its client gets for itself. `sub` is the client's own id, and there are no roles,
   * because there is no user.
   */
  forClient(audience: string | readonly string[] | null): ClientTokenFormat {
    const { OAUTH_SIGNING_ALG: alg, OAUTH_TOKEN_LIFETIME: lifetimeSeconds } = this.settings.of(OAUTH_SETTINGS);
    return {
      profile: OAUTH,
      alg,
      lifetimeSeconds,
      header,
      claims: ({ owner, client, tokenId, issuedAt, expiresAt }) => ({
        iss: this.publicUrl.toString(),
        sub: client?.id ?? owner.uuid,
        aud: audience ?? owner.uuid,
        client_id: client?.id ?? owner.uuid,
        iat: issuedAt,
        exp: expiresAt,
        jti: tokenId,
        owner: owner.uuid,
      }),
    };
  }
}
