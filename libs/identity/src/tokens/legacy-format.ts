import { createHash } from 'node:crypto';
import type { JsonObject } from './jws';
import { tokenIdOf } from './token-liveness';

/** The claims of a token of a replaced back end. Times are JWT NumericDates. */
export interface LegacyFacts {
  readonly kind: 'access' | 'refresh';
  /** The user's id in that back end. */
  readonly externalId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Which tokens of a replaced back end a profile accepts. The carried-over key has signed them. */
export interface LegacyFormat {
  /** Tokens issued after this time are refused as forged, because the old back end issues no more tokens. */
  readonly issuedBefore: Date;
  /** The uuids of the owners whose users the tokens may name; `null` for the default owner. */
  readonly owners: readonly string[] | null;
  /** Whether the id may be a username as well. */
  readonly namesUsers: boolean;
  /** Reads claims whose signature was checked; `null` when they are not of that back end. */
  readonly read: (claims: JsonObject) => LegacyFacts | null;
}

/** The id of a signed token: its `jti`, or for tokens of other back ends a UUID derived from it or from all claims. */
export function signedTokenIdOf(claims: JsonObject): string {
  return tokenIdOf(claims) ?? derivedUuid('token', JSON.stringify(claims['jti'] ?? claims));
}

/** A UUID of version 8 (RFC 9562) that is derived from a text. Version 7 has a special meaning in the feed. */
export function derivedUuid(purpose: string, text: string): string {
  const hex = createHash('sha256').update(`${purpose} ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** A claim that is a time; `null` for anything else. */
export function momentClaim(claims: JsonObject, name: string): number | null {
  const value = claims[name];
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 253_402_300_799 ? value : null;
}

/** A claim that names a user; `null` for anything else. */
export function idClaim(claims: JsonObject, name: string): string | null {
  const value = claims[name];
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;
}
