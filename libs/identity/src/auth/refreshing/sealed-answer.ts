import { deriveKey, openOrNull, seal } from '../../secrets/sealed-box';
import type { MadeTokens } from '../../tokens/token-issuer.service';
import type { IssuedTokens } from '../../tokens/token-profile';

/** The data that a retry is answered with. The subject is read again. */
export type KeptAnswer = Omit<IssuedTokens, 'subject' | 'refresh'> & {
  readonly refresh: string;
  /** The id of the new access token. */
  readonly accessId: string;
};

/**
 * Seals a new pair of tokens for a retry. Only the refresh token that the pair replaces opens it: the key is derived
 * from that token's text, and the database stores only a hash of the text.
 * @param tokenId the id of the replaced token
 * @returns `null` for tokens without a refresh token
 */
export function sealAnswer({ issued, rows }: MadeTokens, refreshToken: string, tokenId: string): Buffer | null {
  const [accessId] = rows.ids;
  if (issued.refresh === null || accessId === undefined) return null;
  const { access, refresh, issuedAt, accessExpiresAt } = issued;
  const kept = { access, refresh, accessId, issuedAt, accessExpiresAt };
  return seal(keyOf(refreshToken), Buffer.from(JSON.stringify(kept)), contextOf(tokenId));
}

/** Opens what {@link sealAnswer} sealed; `null` when the token or its id differs. */
export function openAnswer(sealed: Buffer, refreshToken: string, tokenId: string): KeptAnswer | null {
  const plain = openOrNull(keyOf(refreshToken), sealed, contextOf(tokenId));
  if (plain === null) return null;
  // Sealed text is authentic: only sealAnswer can have written it.
  const { issuedAt, accessExpiresAt, ...tokens } = JSON.parse(plain.toString()) as Record<keyof KeptAnswer, string>;
  const ends = accessExpiresAt as string | null;
  return { ...tokens, issuedAt: new Date(issuedAt), accessExpiresAt: ends === null ? null : new Date(ends) };
}

function keyOf(refreshToken: string): Buffer {
  return deriveKey(Buffer.from(refreshToken), 'refresh-retry');
}

function contextOf(tokenId: string): string {
  return `successor of ${tokenId}`;
}
