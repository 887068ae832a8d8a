import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { secondsAfter, type TokenFacts } from '@portero/identity';
import { BearerProfile, type JwtProfile } from '../../http/access/bearer-token.guard';
import { SETTINGS } from '../../settings.token';

/** Name of the dialect, of its token profile and of its signing keys. */
export const AUTH100 = 'auth100';

/** Lifetime of an access token, as the printed one has it. */
const ACCESS_SECONDS = 600;

/** HS256 pairs: the printed claims first, in the printed order, and then `jti`. A refresh token tells no expiry. */
@Injectable()
export class Auth100Profile extends BearerProfile {
  readonly profile: JwtProfile;

  constructor(@Inject(SETTINGS) { sessions }: Settings) {
    super();
    this.profile = {
      name: AUTH100,
      session: { idleSeconds: sessions.idleSeconds, absoluteSeconds: sessions.absoluteSeconds },
      access: {
        type: 'jwt',
        alg: 'HS256',
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
        alg: 'HS256',
        expiresAt: () => null,
        claims: ({ subject, issuedAt, tokenId }: TokenFacts) => ({
          id: subject.id,
          rol: subject.roleId,
          iat: issuedAt,
          jti: tokenId,
        }),
      },
      refreshEndsAccess: false,
    };
  }
}
