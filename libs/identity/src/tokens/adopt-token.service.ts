import { Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import { parseUsername } from '../accounts/username';
import { Clock, secondsAfter } from '../clock';
import { ADOPT_TOKEN } from './adopt-token.query';
import { derivedUuid, type LegacyFacts, signedTokenIdOf } from './legacy-format';
import type { JsonObject } from './jws';
import { hashToken } from './token-issuer.service';
import type { TokenProfile } from './token-profile';

/** How long a token of another back end is remembered after its end. */
export const REMEMBERED_SECONDS = 400 * 86_400;

/**
 * Accepts tokens that a replaced back end issued. At its first use a token gets a session here, and from then on it is
 * treated like our own tokens: it can be ended, exchanged and refreshed. After its end it is never accepted again.
 */
@Injectable()
export class AdoptToken {
  constructor(
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  /**
   * Adopts a token of the back end that the profile replaces.
   * @param claims whose signature was checked
   * @param text the token, if the caller has it: a refresh token is found by its hash
   * @returns whether it was adopted now
   */
  async adopt(profile: TokenProfile, claims: JsonObject, text: string | null): Promise<boolean> {
    const facts = profile.legacy?.read(claims) ?? null;
    if (facts === null || (facts.kind === 'refresh' && text === null)) return false;
    const tokenId = signedTokenIdOf(claims);
    const hash = facts.kind === 'refresh' && text !== null ? hashToken(text) : null;
    return this.adoptFacts(profile, { ...facts, tokenId, sessionId: derivedUuid('session', tokenId), hash });
  }

  /** The same for a token that was decrypted instead of verified. Tokens of one log-in share `sessionId`. */
  async adoptFacts(
    profile: TokenProfile,
    token: LegacyFacts & { readonly tokenId: string; readonly sessionId: string; readonly hash: Buffer | null },
  ): Promise<boolean> {
    const { legacy, session } = profile;
    const now = this.clock.now();
    const [issuedAt, expiresAt] = [new Date(token.issuedAt * 1000), new Date(token.expiresAt * 1000)];
    if (!legacy || issuedAt >= legacy.issuedBefore || issuedAt > now || expiresAt <= now) return false;
    const later = (seconds: number): Date =>
      new Date(Math.max(secondsAfter(now, seconds).getTime(), expiresAt.getTime()));
    const adopted = await this.queries.run(ADOPT_TOKEN, [
      token.externalId,
      legacy.namesUsers ? (parseUsername(token.externalId)?.key ?? null) : null,
      legacy.owners,
      issuedAt,
      token.tokenId,
      secondsAfter(expiresAt, REMEMBERED_SECONDS),
      token.sessionId,
      profile.name,
      now,
      later(session.idleSeconds),
      later(session.absoluteSeconds),
      token.kind,
      token.hash,
      expiresAt,
    ]);
    return adopted.length === 1;
  }
}
