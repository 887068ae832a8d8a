/** A range of bytes that is not UTF-8, with Python's message. */
export interface Utf8Error {
  readonly start: number;
  readonly end: number;
  readonly reason: 'invalid start byte' | 'invalid continuation byte';
}

/** The first byte and what the second must be within (Unicode, table 3-7). */
interface LeadByte {
  readonly length: number;
  readonly second: readonly [number, number];
}

const ANY_CONTINUATION = [0x80, 0xbf] as const;

/**
 * Finds the first error in bytes as CPython's incremental decoder does: an incomplete character at the end is not an
 * error. `complete` is its position, or the length.
 */
export function findUtf8Error(bytes: Uint8Array): { readonly complete: number; readonly error: Utf8Error | null } {
  let position = 0;
  while (position < bytes.length) {
    const lead = leadByte(bytes[position] ?? 0);
    if (!lead) {
      return { complete: position, error: { start: position, end: position + 1, reason: 'invalid start byte' } };
    }
    const valid = continuations(bytes, position, lead);
    if (valid < lead.length && position + valid < bytes.length && !isCutSurrogate(bytes, position)) {
      return {
        complete: position,
        error: { start: position, end: position + valid, reason: 'invalid continuation byte' },
      };
    }
    if (valid < lead.length) return { complete: position, error: null };
    position += lead.length;
  }
  return { complete: position, error: null };
}

/** The number of valid bytes of a character, including the first. */
function continuations(bytes: Uint8Array, start: number, { length, second }: LeadByte): number {
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[start + index];
    const [least, most] = index === 1 ? second : ANY_CONTINUATION;
    if (byte === undefined || byte < least || byte > most) return index;
  }
  return length;
}

/** CPython waits for the third byte before it calls a surrogate wrong. */
function isCutSurrogate(bytes: Uint8Array, start: number): boolean {
  const second = bytes[start + 1] ?? 0;
  return bytes[start] === 0xed && second >= 0xa0 && second <= 0xbf && bytes.length - start === 2;
}

function leadByte(byte: number): LeadByte | null {
  if (byte < 0x80) return { length: 1, second: ANY_CONTINUATION };
  if (byte < 0xc2 || byte > 0xf4) return null;
  if (byte < 0xe0) return { length: 2, second: ANY_CONTINUATION };
  if (byte < 0xf0) return { length: 3, second: [byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf] };
  return { length: 4, second: [byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf] };
}
