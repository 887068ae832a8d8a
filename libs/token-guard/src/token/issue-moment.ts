import type { NumericDate } from './claims.js';

/** The id of a session followed by that of a token, as in Koko's and Bookker's tokens. */
const BOTH_IDS = /^([0-9a-f]{32})([0-9a-f]{32})[0-9a-f]{16}$/;

/** A UUID of version 7 (RFC 9562) without dashes, which begins with milliseconds since 1970. */
const TIMED_UUID = /^([0-9a-f]{12})7[0-9a-f]{19}$/;

/** The session in an id; `undefined` if it has none. */
export function sessionInId(tokenId: string): string | undefined {
  return BOTH_IDS.exec(tokenId.toLowerCase())?.[1];
}

/**
 * When a token was issued, in milliseconds since 1970. The time in the id distinguishes two tokens of one second; it is
 * used unless `iat` contradicts it. A token without a time counts as older than any end of its session.
 *
 * @param tokenId canonical
 */
export function issuedAtMs(tokenId: string | undefined, issuedAt: NumericDate | undefined): number {
  const id = tokenId === undefined ? undefined : (BOTH_IDS.exec(tokenId)?.[2] ?? tokenId);
  const time = id === undefined ? undefined : TIMED_UUID.exec(id)?.[1];
  const milliseconds = time === undefined ? undefined : Number.parseInt(time, 16);
  if (issuedAt === undefined) return milliseconds ?? 0;
  const agrees = milliseconds !== undefined && Math.floor(milliseconds / 1000) === Math.floor(issuedAt);
  return agrees ? milliseconds : issuedAt * 1000;
}
