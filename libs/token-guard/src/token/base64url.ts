/**
 * The bytes of an unpadded base64url segment; `undefined` unless it is the one text that these bytes have, so that no
 * stray character, padding or left-over bit makes a second spelling of a token (RFC 4648, 3.5).
 */
export function decodeSegment(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  // Decoding forgives; encoding again does not, and costs less than looking at each character.
  return bytes.toString('base64url') === segment ? bytes : undefined;
}
