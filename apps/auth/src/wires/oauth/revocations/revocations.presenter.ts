import {
  numericDate,
  type RevocationPage,
  type RevokedSession,
  type RevokedToken,
  spellSessionId,
  type TokenProfiles,
} from '@portero/identity';
import { spellId } from '../inspection/inspection.presenter';
import { writeCursor } from './feed-cursor';
import type { RevocationDto, RevocationsDto, SessionRevocationDto } from './revocations.dto';

/** A page of the feed, compact. */
export function presentRevocations({ revoked, cursor, more }: RevocationPage, profiles: TokenProfiles): RevocationsDto {
  const revocations = revoked.map((each) =>
    'endedBefore' in each ? presentSession(each) : presentToken(each, profiles),
  );
  return { cursor: writeCursor(cursor), revocations, more };
}

function presentSession({ sessionId, endedBefore, expiresAt }: RevokedSession): SessionRevocationDto {
  return { sid: spellSessionId(sessionId), before: endedBefore.getTime() / 1000, exp: numericDate(expiresAt) };
}

function presentToken(
  { tokenId, sessionId, profile, expiresAt }: RevokedToken,
  profiles: TokenProfiles,
): RevocationDto {
  return { jti: spellId(profiles.named(profile), tokenId, sessionId), exp: numericDate(expiresAt) };
}
