import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { secondsAfter, type TokenFacts } from '@portero/identity';
import { BearerProfile, type JwtProfile } from '../../http/access/bearer/bearer-token.guard';
import { SETTINGS } from '../../settings.token';
import { AUTH100_SETTINGS } from './auth100.settings';

/** Name of the dialect, of its token profile and of its signing keys. */
export const AUTH100 = 'auth100';

/** Lifetime of an access token, as the printed one has it. */
const ACCESS_SECONDS = 600;

/** HS256 pairs: the printed claims in the printed order, then `jti`. A refresh token has no expiry claim. */
@Injectable()
export class Auth100Profile extends BearerProfile {
  readonly profile: JwtProfile;

  constructor(@Inject(SETTINGS) settings: Settings) {
    super();
    const { sessions } = settings;
    const alg = settings.of(AUTH100_SETTINGS).AUTH100_SIGNING_ALG;
    this.profile = {
      name: AUTH100,
      session: { idleSeconds: sessions.idleSeconds, absoluteSeconds: sessions.absoluteSeconds },
      access: {
        type: 'jwt',
        alg,
        expiresAt: (issuedAt) => secondsAfter(issuedAt, ACCESS_SECONDS),
        claims: ({ subject, issuedAt, expiresAt, tokenId }: TokenFacts) => ({
          id: subject.id,
          rol: subject.roleId,
          iat: issuedAt,
          exp: expiresAt,
          jti: tokenId,
        }),
      },
      refresh: {
        type: 'jwt',
        alg,
        expiresAt: () => null,
        claims: ({ subject, issuedAt, tokenId }: TokenFacts) => ({
          id: subject.id,
          rol: subject.roleId,
          iat: issuedAt,
          jti: tokenId,
        }),
      },
      refreshEndsAccess: false,
      recognises: ({ id, rol }) => typeof id === 'number' && typeof rol === 'number',
      carriesRole: true,
    };
  }
}
