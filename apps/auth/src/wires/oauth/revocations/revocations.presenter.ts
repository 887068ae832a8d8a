import { numericDate, type RevocationPage, type TokenProfiles } from '@portero/identity';
import { spellId } from '../inspection/inspection.presenter';
import { writeCursor } from './feed-cursor';
import type { RevocationsDto } from './revocations.dto';

/** A page of the feed, compact. */
export function presentRevocations({ revoked, cursor, more }: RevocationPage, profiles: TokenProfiles): RevocationsDto {
  const revocations = revoked.map(({ tokenId, profile, expiresAt }) => ({
    jti: spellId(profiles.named(profile), tokenId),
    exp: numericDate(expiresAt),
  }));
  return { cursor: writeCursor(cursor), revocations, more };
}
