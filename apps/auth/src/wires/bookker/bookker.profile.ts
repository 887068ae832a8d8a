import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import {
  idClaim,
  idWithSession,
  isAsymmetric,
  isTimed,
  type LegacyFormat,
  momentClaim,
  secondsAfter,
  type TokenHolder,
} from '@portero/identity';
import { BearerProfile, type JwtProfile } from '../../http/access/bearer/bearer-token.guard';
import { legacyOwners } from '../../http/owners/legacy-owners';
import { SETTINGS } from '../../settings.token';
import { BOOKKER_SETTINGS } from './bookker.settings';
import { bookkerUserId } from './bookker.user-id';

/** Name of the dialect, of its token profile and of its signing keys. */
export const BOOKKER = 'bookker';

/**
 * HS512 tokens with the printed header, whose `type` is not a registered parameter: the printed claims in the printed
 * order, then `jti`. There are no refresh tokens; a live token is renewed together with its session.
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
        spellId,
        carriesSession: true,
        claims: ({ subject, tokenId, sessionId, expiresAt }) => ({
          iss: values.BOOKKER_ISSUER,
          aud: values.BOOKKER_AUDIENCE,
          sub: subjectClaim(subject, values.BOOKKER_SUB),
          exp: expiresAt,
          rol: [subject.role.uuid],
          jti: spellId(tokenId, sessionId),
        }),
      },
      refresh: null,
      refreshEndsAccess: false,
      recognises: ({ rol, aud }) => Array.isArray(rol) && aud !== undefined,
      legacy: legacyFormat(values.BOOKKER_ACCEPT_ISSUED_BEFORE, lifetime, legacyOwners(settings, BOOKKER)),
      carriesRole: true,
    };
  }
}

/** Ids without the session, from the first release, have dashes in this dialect. */
function spellId(tokenId: string, sessionId: string): string {
  return isTimed(tokenId) ? idWithSession(tokenId, sessionId) : tokenId;
}

function subjectClaim(subject: TokenHolder, shown: 'uuid' | 'external' | 'username'): string {
  const chosen = { uuid: null, external: subject.externalId, username: subject.username }[shown];
  return chosen ?? bookkerUserId(subject);
}

/**
 * Tokens of the original have the alias in `sub`, and neither `iat` nor `jti`. Their time of issue is their expiry
 * minus the lifetime.
 */
function legacyFormat(
  issuedBefore: Date | null,
  lifetime: number,
  owners: readonly string[] | null,
): LegacyFormat | null {
  if (issuedBefore === null) return null;
  return {
    issuedBefore,
    owners,
    namesUsers: true,
    read(claims) {
      const [externalId, expiresAt] = [idClaim(claims, 'sub'), momentClaim(claims, 'exp')];
      if (externalId === null || expiresAt === null) return null;
      return { kind: 'access', externalId, issuedAt: momentClaim(claims, 'iat') ?? expiresAt - lifetime, expiresAt };
    },
  };
}
