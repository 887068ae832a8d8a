import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { idClaim, idWithSession, type LegacyFormat, momentClaim, type TokenFacts } from '@portero/identity';
import { BearerProfile, type JwtProfile } from '../../http/access/bearer/bearer-token.guard';
import { legacyOwners } from '../../http/owners/legacy-owners';
import { SETTINGS } from '../../settings.token';
import { KOKO_SETTINGS } from './koko.settings';
import { addPeriod, longestSeconds } from './period.kind';

/** Name of the dialect, of its token profile and of its signing keys. */
export const KOKO = 'koko';

/** The beginning of every refresh token of Passport: the version bytes of the library that encrypts it. */
const REFRESH_PREFIX = 'def50200';

/** The number of random bytes of a Passport token id. */
const REFRESH_BYTES = 40;

/** Passport can refresh for ever. Our limit allows a token of one year to be refreshed nine times. */
const ABSOLUTE_SECONDS = 3650 * 86_400;

/**
 * RS256 access tokens with Passport's claims in Passport's order, and opaque refresh tokens. The idle time of the
 * session begins when its access token expires, because expired ones can be refreshed too.
 */
@Injectable()
export class KokoProfile extends BearerProfile {
  readonly profile: JwtProfile;

  constructor(@Inject(SETTINGS) settings: Settings) {
    super();
    const own = settings.of(KOKO_SETTINGS);
    const { KOKO_ACCESS_LIFETIME: lifetime, KOKO_CLIENT_ID: clientId } = own;
    const accessSeconds = longestSeconds(lifetime);
    this.profile = {
      name: KOKO,
      session: {
        idleSeconds: accessSeconds + settings.sessions.idleSeconds,
        absoluteSeconds: accessSeconds + ABSOLUTE_SECONDS,
      },
      access: {
        type: 'jwt',
        alg: own.KOKO_SIGNING_ALG,
        spellId: idWithSession,
        carriesSession: true,
        expiresAt: (issuedAt) => addPeriod(issuedAt, lifetime),
        header: ({ key }) => ({ typ: 'JWT', alg: key.alg, kid: key.kid }),
        claims: (facts) => claimsOf(facts, clientId, own.KOKO_SUB),
      },
      refresh: {
        type: 'opaque',
        randomBytes: REFRESH_BYTES,
        expiresAt: () => null,
        encode: (random) => REFRESH_PREFIX + random.toString('hex'),
      },
      refreshEndsAccess: true,
      recognises: (claims) => 'scopes' in claims,
      legacy: legacyFormat(own.KOKO_ACCEPT_ISSUED_BEFORE, legacyOwners(settings, KOKO)),
    };
  }
}

/** Access tokens of Passport: `sub` is the primary key there. */
function legacyFormat(issuedBefore: Date | null, owners: readonly string[] | null): LegacyFormat | null {
  if (issuedBefore === null) return null;
  return {
    issuedBefore,
    owners,
    namesUsers: false,
    read(claims) {
      const externalId = idClaim(claims, 'sub');
      const [issuedAt, expiresAt] = [momentClaim(claims, 'iat'), momentClaim(claims, 'exp')];
      if (externalId === null || issuedAt === null || expiresAt === null) return null;
      return { kind: 'access', externalId, issuedAt, expiresAt };
    },
  };
}

/** The claims of league/oauth2-server. */
function claimsOf(
  { subject, tokenId, sessionId, issuedAt, expiresAt }: TokenFacts,
  clientId: string,
  shown: 'id' | 'external',
): Record<string, unknown> {
  return {
    aud: clientId,
    jti: idWithSession(tokenId, sessionId),
    iat: issuedAt,
    nbf: issuedAt,
    exp: expiresAt,
    sub: (shown === 'external' ? subject.externalId : null) ?? String(subject.id),
    scopes: [],
  };
}
