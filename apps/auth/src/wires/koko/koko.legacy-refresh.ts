import { Inject, Injectable } from '@nestjs/common';
import { hmacKeyBytes, type Settings } from '@portero/config';
import {
  AdoptToken,
  derivedUuid,
  hashToken,
  headerOf,
  idClaim,
  type JsonObject,
  momentClaim,
  readClaims,
  signedTokenIdOf,
  StoredTokens,
} from '@portero/identity';
import { SETTINGS } from '../../settings.token';
import { openDefuse } from './defuse-crypto';
import { KokoProfile } from './koko.profile';
import { KOKO_SETTINGS } from './koko.settings';

/** Accepts the refresh tokens that Passport encrypted, together with the access token of the same log-in. */
@Injectable()
export class KokoLegacyRefresh {
  private readonly key: Buffer | null;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly tokens: KokoProfile,
    private readonly adoption: AdoptToken,
    private readonly stored: StoredTokens,
  ) {
    const appKey = settings.of(KOKO_SETTINGS).KOKO_APP_KEY;
    this.key = appKey === null ? null : hmacKeyBytes(appKey);
  }

  /**
   * Adopts such a refresh token once. For anything else it does nothing, and the core reports the error.
   * @param accessToken whose signature was checked
   */
  async adopt(refreshToken: string, accessToken: string | null): Promise<void> {
    const { profile } = this.tokens;
    const claims = accessToken !== null && headerOf(accessToken) !== null ? readClaims(accessToken) : null;
    const facts = claims === null ? null : (profile.legacy?.read(claims) ?? null);
    if (this.key === null || claims === null || facts === null) return;
    const hash = hashToken(refreshToken);
    if ((await this.stored.state({ hash })) !== null) return;
    const payload = payloadOf(await openDefuse(refreshToken, this.key));
    const expiresAt = payload && momentClaim(payload, 'expire_time');
    const refreshId = payload && idClaim(payload, 'refresh_token_id');
    if (payload === null || expiresAt === null || refreshId === null) return;
    if (payload['access_token_id'] !== claims['jti'] || idClaim(payload, 'user_id') !== facts.externalId) return;
    const accessId = signedTokenIdOf(claims);
    const pair = { ...facts, expiresAt, sessionId: derivedUuid('session', accessId) };
    const isNew = await this.adoption.adoptFacts(profile, { ...pair, tokenId: accessId, hash: null });
    // An access token without a session was logged out, and its row has been deleted since.
    if (!isNew && (await this.stored.state({ id: accessId })) === null) return;
    const tokenId = derivedUuid('refresh', refreshId);
    await this.adoption.adoptFacts(profile, { ...pair, kind: 'refresh', tokenId, hash });
  }
}

function payloadOf(text: string | null): JsonObject | null {
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? (value as JsonObject) : null;
}
