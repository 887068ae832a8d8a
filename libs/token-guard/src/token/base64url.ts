/**
 * The bytes of an unpadded base64url segment; `undefined` unless it is the canonical encoding of these bytes, so that
 * no extra character, padding or unused bit makes a second spelling of a token (RFC 4648, 3.5).
 */
export function decodeSegment(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  // Decoding is lenient. Encoding again and comparing is strict, and costs less than checking each character.
  return bytes.toString('base64url') === segment ? bytes : undefined;
}
