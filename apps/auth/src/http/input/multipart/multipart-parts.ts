import { type ParametrizedHeader, parseHeaderParameters } from '../header-parameters';

/** One part of a `multipart/form-data` body (RFC 7578). */
export interface MultipartPart {
  readonly name: string;
  /** The last segment of its path, never empty; `null` for a field, and for a file input without a chosen file. */
  readonly fileName: string | null;
  readonly content: Buffer;
}

/** A body that cannot be read. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

/** No part of ours has longer headers; such parts are ignored. */
const MAX_HEADER_BYTES = 1024;

/** Names of files that are empty or refer to other folders. */
const NAMELESS = new Set(['', '.', '..']);

/** Whole groups of four, the last one padded. */
const BASE64 = /^(?:[^=]{4})*(?:[^=]{2}==|[^=]{3}=)?$/u;

const ASCII = /^[\0-\x7f]*$/u;

const HEADERS_END = Buffer.from('\r\n\r\n');

/**
 * Splits a body at its boundary. It is as lenient as Django: parts without headers, `Content-Disposition` or name are
 * left out, and the last boundary may be missing. Throws `MultipartError`.
 *
 * @param preamble whether the text before the first boundary is read as a part: RFC 2046, section 5.1.1, says no, but
 * Django does so
 */
export function readMultipartParts(
  boundary: string,
  body: Buffer,
  preamble: 'ignored' | 'read' = 'ignored',
): MultipartPart[] {
  const pieces = splitAt(Buffer.from(`--${boundary}`, 'latin1'), body).slice(preamble === 'read' ? 0 : 1);
  return pieces.flatMap((piece, index) => {
    const part = readPart(piece);
    // A part without a following boundary is truncated: a truncated field is kept, a truncated file is not.
    const isLost = part === null || (part.fileName !== null && index === pieces.length - 1);
    return isLost ? [] : [part];
  });
}

function splitAt(separator: Buffer, body: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (;;) {
    const end = body.indexOf(separator, start);
    if (end < 0) return start === body.length ? pieces : [...pieces, body.subarray(start)];
    pieces.push(withoutLineEnd(body.subarray(start, end)));
    start = end + separator.length;
  }
}

/** The line break before a boundary belongs to the boundary (RFC 2046, section 5.1.1). */
function withoutLineEnd(piece: Buffer): Buffer {
  const text = piece.subarray(-2).toString('latin1');
  if (text === '\r\n') return piece.subarray(0, -2);
  return text.endsWith('\n') || text.endsWith('\r') ? piece.subarray(0, -1) : piece;
}

function readPart(piece: Buffer): MultipartPart | null {
  const end = piece.subarray(0, MAX_HEADER_BYTES).indexOf(HEADERS_END);
  if (end < 0) return null;
  const headers = readHeaders(piece.subarray(0, end));
  const disposition = headers.get('content-disposition');
  const name = disposition?.parameters.get('name')?.trim();
  if (name === undefined) return null;
  const path = disposition?.parameters.get('filename') ?? '';
  const fileName = path === '' ? null : (path.split(/[/\\]/u).at(-1) ?? '');
  if (fileName !== null && NAMELESS.has(fileName)) return null;
  const content = piece.subarray(end + HEADERS_END.length);
  const isEncoded = headers.get('content-transfer-encoding')?.value.trim() === 'base64';
  return { name, fileName, content: isEncoded ? fromBase64(content, fileName) : content };
}

/** A field with invalid base64 is taken unchanged; such a file is refused. */
function fromBase64(content: Buffer, fileName: string | null): Buffer {
  const text = content.toString('latin1').replace(/[^A-Za-z0-9+/=]/gu, '');
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  if (fileName === null) return content;
  throw new MultipartError('Could not decode base64 data.');
}

function readHeaders(bytes: Buffer): ReadonlyMap<string, ParametrizedHeader> {
  const headers = new Map<string, ParametrizedHeader>();
  for (const line of bytes.toString('utf8').split('\r\n')) {
    const { value, parameters } = parseHeaderParameters(line);
    const colon = value.indexOf(':');
    if (colon >= 0 && ASCII.test(value))
      headers.set(value.slice(0, colon), { value: value.slice(colon + 1), parameters });
  }
  return headers;
}
