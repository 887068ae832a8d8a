import { isAscii } from 'node:buffer';
import { PythonValueError } from './python-values';
import { findUtf8Error } from './utf8';

/** A character encoding, by the name that Python has for it. */
export interface Codec {
  readonly name: string;
  /** Reads a stream to its end, as `codecs.getreader` does. Throws `PythonValueError`. */
  readonly read: (bytes: Buffer) => string;
  /** Decodes, with U+FFFD for invalid bytes. */
  readonly replace: (bytes: Buffer) => string;
}

/** The default of Django when a request names no encoding, or one that Python does not know. */
export const UTF_8: Codec = { name: 'utf-8', read: readUtf8, replace: (bytes) => decoder('utf-8').decode(bytes) };

const LATIN_1: Codec = {
  name: 'latin-1',
  read: (bytes) => bytes.toString('latin1'),
  replace: (bytes) => bytes.toString('latin1'),
};

const ASCII: Codec = {
  name: 'ascii',
  read: readAscii,
  replace: (bytes) => bytes.toString('latin1').replace(/[\x80-\xff]/gu, '\ufffd'),
};

const UTF_8_SIG: Codec = {
  name: 'utf-8-sig',
  read: (bytes) => withoutMark(readUtf8(bytes)),
  replace: (bytes) => withoutMark(UTF_8.replace(bytes)),
};

const UTF_16: Codec = { name: 'utf-16', read: readUtf16, replace: (bytes) => decoder('utf-16le').decode(bytes) };

/** By their normalised names, with the aliases that clients send. */
const CODECS: ReadonlyMap<string, Codec> = new Map([
  ...['utf_8', 'utf8', 'u8', 'utf', 'cp65001'].map((name) => [name, UTF_8] as const),
  ...['utf_8_sig', 'utf8_sig'].map((name) => [name, UTF_8_SIG] as const),
  ...['ascii', 'us_ascii', 'us', '646', 'ansi_x3.4_1968', 'iso646_us'].map((name) => [name, ASCII] as const),
  ...['latin_1', 'latin1', 'latin', 'l1', 'iso_8859_1', 'iso8859_1', 'iso8859', '8859', 'cp819'].map(
    (name) => [name, LATIN_1] as const,
  ),
  ...['utf_16', 'utf16', 'u16'].map((name) => [name, UTF_16] as const),
  ...['utf_16_le', 'utf_16le'].map((name) => [name, foreignCodec('utf-16le', 'utf-16-le')] as const),
  ...['utf_16_be', 'utf_16be'].map((name) => [name, foreignCodec('utf-16be', 'utf-16-be')] as const),
]);

/** `codecs.lookup(name)`; `null` for a `LookupError`. */
export function lookUpCodec(name: string): Codec | null {
  const normal = name.toLowerCase().replace(/[^a-z0-9.]+/gu, '_');
  return CODECS.get(normal) ?? otherCodec(normal.replaceAll('_', '-'));
}

/** The other encodings that JavaScript brings along have the names that Python knows them by. */
function otherCodec(label: string): Codec | null {
  try {
    return foreignCodec(label, decoder(label).encoding);
  } catch {
    return null;
  }
}

function foreignCodec(label: string, name: string): Codec {
  return { name, read: (bytes) => readStrictly(label, name, bytes), replace: (bytes) => decoder(label).decode(bytes) };
}

function readUtf8(bytes: Buffer): string {
  const { complete, error } = findUtf8Error(bytes);
  if (error) throw cannotDecode('utf-8', bytes, error);
  return bytes.toString('utf8', 0, complete);
}

function readAscii(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const start = bytes.findIndex((byte) => byte > 0x7f);
  throw cannotDecode('ascii', bytes, { start, end: start + 1, reason: 'ordinal not in range(128)' });
}

function readUtf16(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return withoutMark(readStrictly('utf-16le', 'utf-16-le', bytes));
  if (mark === 'feff') return withoutMark(readStrictly('utf-16be', 'utf-16-be', bytes));
  if (bytes.length < 2) return '';
  throw new PythonValueError('UTF-16 stream does not start with BOM');
}

function readStrictly(label: string, name: string, bytes: Buffer): string {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    throw new PythonValueError(`'${name}' codec can't decode bytes: illegal multibyte sequence`);
  }
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/u, '');
}

function decoder(label: string): InstanceType<typeof TextDecoder> {
  return new TextDecoder(label, { ignoreBOM: true });
}

function cannotDecode(
  codec: string,
  bytes: Buffer,
  { start, end, reason }: { readonly start: number; readonly end: number; readonly reason: string },
): PythonValueError {
  const hex = (bytes[start] ?? 0).toString(16).padStart(2, '0');
  const where = end === start + 1 ? `byte 0x${hex} in position ${start}` : `bytes in position ${start}-${end - 1}`;
  return new PythonValueError(`'${codec}' codec can't decode ${where}: ${reason}`);
}
