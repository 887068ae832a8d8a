/** The last character of a segment must leave no bits over, or two texts would mean the same bytes (RFC 4648, 3.5). */
const FOUR_BITS_LEFT = 'AQgw';
const TWO_BITS_LEFT = 'AEIMQUYcgkosw048';

/** The bytes of an unpadded base64url segment whose alphabet was checked before; `undefined` unless it is canonical. */
export function decodeSegment(segment: string): Buffer | undefined {
  const rest = segment.length % 4;
  const last = segment.charAt(segment.length - 1);
  if (rest === 1) return undefined;
  if (rest === 2 && !FOUR_BITS_LEFT.includes(last)) return undefined;
  if (rest === 3 && !TWO_BITS_LEFT.includes(last)) return undefined;
  return Buffer.from(segment, 'base64url');
}
