import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import {
  idClaim,
  type JwtFormat,
  type LegacyFormat,
  momentClaim,
  secondsAfter,
  type TokenFacts,
  type TokenHolder,
  type TokenProfile,
} from '@portero/identity';
import { legacyOwners } from '../../http/owners/legacy-owners';
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
    const own = readOwn(settings);
    const { SIMPLEJWT_ACCESS_SECONDS: accessSeconds, SIMPLEJWT_REFRESH_SECONDS: refreshSeconds } = own;
    // The last access token of a session outlives the refresh token that it was got with.
    const lifetime = refreshSeconds + accessSeconds;
    this.rotates = own.SIMPLEJWT_ROTATE_REFRESH;
    this.access = jwt('access', accessSeconds, own);
    this.profile = {
      name: SIMPLEJWT,
      session: {
        idleSeconds: lifetime,
        absoluteSeconds: this.rotates ? Math.max(lifetime, settings.sessions.absoluteSeconds) : lifetime,
      },
      access: this.access,
      refresh: jwt('refresh', refreshSeconds, own),
      refreshEndsAccess: false,
      recognises: (claims) => 'token_type' in claims,
      legacy: legacyFormat(own, legacyOwners(settings, SIMPLEJWT)),
    };
  }
}

type Own = ReturnType<typeof readOwn>;

function readOwn(settings: Settings) {
  return settings.of(SIMPLEJWT_SETTINGS);
}

/** Django's ids are numbers as long as a project has not chosen otherwise. */
function userId({ id, externalId }: TokenHolder, shown: Own['SIMPLEJWT_USER_ID']): number | string {
  if (shown === 'id' || externalId === null) return id;
  return /^[1-9]\d{0,14}$/u.test(externalId) ? Number(externalId) : externalId;
}

/** Tokens of Django: `user_id` is the primary key there. Before version 5 of SimpleJWT they had no `iat`. */
function legacyFormat(own: Own, owners: readonly string[] | null): LegacyFormat | null {
  const issuedBefore = own.SIMPLEJWT_ACCEPT_ISSUED_BEFORE;
  if (issuedBefore === null) return null;
  return {
    issuedBefore,
    owners,
    namesUsers: false,
    read(claims) {
      const kind = claims['token_type'];
      const [externalId, expiresAt] = [idClaim(claims, 'user_id'), momentClaim(claims, 'exp')];
      if ((kind !== 'access' && kind !== 'refresh') || externalId === null || expiresAt === null) return null;
      const lifetime = kind === 'access' ? own.SIMPLEJWT_ACCESS_SECONDS : own.SIMPLEJWT_REFRESH_SECONDS;
      return { kind, externalId, issuedAt: momentClaim(claims, 'iat') ?? expiresAt - lifetime, expiresAt };
    },
  };
}

/** The original writes the id of a token in hex. */
function spellId(tokenId: string): string {
  return tokenId.replaceAll('-', '');
}

function jwt(type: 'access' | 'refresh', seconds: number, own: Own): JwtFormat {
  return {
    type: 'jwt',
    alg: own.SIMPLEJWT_SIGNING_ALG,
    spellId,
    expiresAt: (issuedAt) => secondsAfter(issuedAt, seconds),
    claims: ({ subject, tokenId, issuedAt, expiresAt }: TokenFacts) => ({
      token_type: type,
      exp: expiresAt,
      iat: issuedAt,
      jti: spellId(tokenId),
      user_id: userId(subject, own.SIMPLEJWT_USER_ID),
    }),
  };
}
