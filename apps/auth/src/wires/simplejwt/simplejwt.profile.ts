import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import {
  type JwtFormat,
  secondsAfter,
  type SigningAlgorithm,
  type TokenFacts,
  type TokenProfile,
} from '@portero/identity';
import { SETTINGS } from '../../settings.token';
import { SIMPLEJWT_SETTINGS } from './simplejwt.settings';

/** Name of the dialect, of its token profile and of its signing keys. */
export const SIMPLEJWT = 'simplejwt';

/** HS256 pairs with SimpleJWT's claims in its order. */
@Injectable()
export class SimplejwtProfile {
  readonly access: JwtFormat;
  readonly profile: TokenProfile;
  /** Whether a refresh token works once only. */
  readonly rotates: boolean;

  constructor(@Inject(SETTINGS) settings: Settings) {
    const own = settings.of(SIMPLEJWT_SETTINGS);
    const { SIMPLEJWT_ACCESS_SECONDS: accessSeconds, SIMPLEJWT_REFRESH_SECONDS: refreshSeconds } = own;
    // The last access token of a session outlives the refresh token that it was got with.
    const lifetime = refreshSeconds + accessSeconds;
    this.rotates = own.SIMPLEJWT_ROTATE_REFRESH;
    this.access = jwt('access', accessSeconds, own.SIMPLEJWT_SIGNING_ALG);
    this.profile = {
      name: SIMPLEJWT,
      session: {
        idleSeconds: lifetime,
        absoluteSeconds: this.rotates ? Math.max(lifetime, settings.sessions.absoluteSeconds) : lifetime,
      },
      access: this.access,
      refresh: jwt('refresh', refreshSeconds, own.SIMPLEJWT_SIGNING_ALG),
      refreshEndsAccess: false,
    };
  }
}

/** The original writes the id of a token in hex. */
function spellId(tokenId: string): string {
  return tokenId.replaceAll('-', '');
}

function jwt(type: 'access' | 'refresh', seconds: number, alg: SigningAlgorithm): JwtFormat {
  return {
    type: 'jwt',
    alg,
    spellId,
    expiresAt: (issuedAt) => secondsAfter(issuedAt, seconds),
    claims: ({ subject, tokenId, issuedAt, expiresAt }: TokenFacts) => ({
      token_type: type,
      exp: expiresAt,
      iat: issuedAt,
      jti: spellId(tokenId),
      user_id: subject.id,
    }),
  };
}
