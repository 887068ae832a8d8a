import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { isAsymmetric, secondsAfter } from '@portero/identity';
import { BearerProfile, type JwtProfile } from '../../http/access/bearer-token.guard';
import { SETTINGS } from '../../settings.token';
import { BOOKKER_SETTINGS } from './bookker.settings';
import { bookkerUserId } from './bookker.user-id';

/** Name of the dialect, of its token profile and of its signing keys. */
export const BOOKKER = 'bookker';

/**
 * HS512 tokens under the printed header, whose `type` is no registered parameter: the printed claims in the printed
 * order, and then `jti`. There are no refresh tokens; a token is renewed while it lives, and so is its session.
 */
@Injectable()
export class BookkerProfile extends BearerProfile {
  readonly profile: JwtProfile;

  constructor(@Inject(SETTINGS) settings: Settings) {
    super();
    const values = settings.of(BOOKKER_SETTINGS);
    const { idleSeconds, absoluteSeconds } = settings.sessions;
    const lifetime = values.BOOKKER_TOKEN_LIFETIME;
    this.profile = {
      name: BOOKKER,
      session: { idleSeconds: Math.max(idleSeconds, lifetime), absoluteSeconds: Math.max(absoluteSeconds, lifetime) },
      access: {
        type: 'jwt',
        alg: values.BOOKKER_SIGNING_ALG,
        expiresAt: (issuedAt) => secondsAfter(issuedAt, lifetime),
        header: ({ key: { alg, kid } }) => ({ type: 'JWT', alg, ...(isAsymmetric(alg) && { kid }) }),
        claims: ({ subject, tokenId, expiresAt }) => ({
          iss: values.BOOKKER_ISSUER,
          aud: values.BOOKKER_AUDIENCE,
          sub: bookkerUserId(subject),
          exp: expiresAt,
          rol: [subject.role.uuid],
          jti: tokenId,
        }),
      },
      refresh: null,
      refreshEndsAccess: false,
      carriesRole: true,
    };
  }
}
