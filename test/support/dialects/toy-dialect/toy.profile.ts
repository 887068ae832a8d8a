import { Injectable } from '@nestjs/common';
import { secondsAfter } from '@portero/identity';
import { BearerProfile, type JwtProfile } from '@auth/http/access/bearer/bearer-token.guard';

/** Name of the dialect. */
export const TOY = 'toy';

const HOUR = 3600;

/** Passes are HS256 tokens that live for an hour and cannot be refreshed. */
@Injectable()
export class ToyProfile extends BearerProfile {
  override readonly profile: JwtProfile = {
    name: TOY,
    session: { idleSeconds: HOUR, absoluteSeconds: HOUR },
    access: {
      type: 'jwt',
      alg: 'HS256',
      expiresAt: (issuedAt) => secondsAfter(issuedAt, HOUR),
      claims: ({ subject, tokenId, expiresAt }) => ({ who: subject.id, exp: expiresAt, jti: tokenId }),
    },
    refresh: null,
    refreshEndsAccess: false,
  };
}
