import { EdgeError } from '@auth/http/errors/failure';
import { MultipartError, type MultipartPart, readMultipartParts } from '@auth/http/input/multipart/multipart-parts';
import { parseHeaderParameters } from '@auth/http/input/header-parameters';
import { type Codec, UTF_8 } from '../python/codecs';
import { PythonValueError, UploadedFile } from '../python/python-values';

/** `DATA_UPLOAD_MAX_NUMBER_FIELDS`. */
const MAX_FIELDS = 1000;

const ESCAPED = /(?:%[0-9a-fA-F]{2})+/gu;

/** `cgi.valid_boundary`. */
const BOUNDARY = /^[ -~]{0,200}[!-~]$/u;

/**
 * Reads `a=1&b=2` as Django's `QueryDict` does; the last value of a name counts, and a percent sign that escapes
 * nothing stands for itself. Throws `EdgeError`.
 */
export function readUrlEncoded(body: Buffer, codec: Codec = UTF_8): ReadonlyMap<string, string> {
  const pairs = decode(body, codec).split('&');
  if (pairs.length > MAX_FIELDS) throw new EdgeError('malformed_request');
  const fields = new Map<string, string>();
  for (const pair of pairs.filter((each) => each !== '')) {
    const equals = pair.indexOf('=');
    const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    fields.set(unescaped(name, codec), unescaped(value, codec));
  }
  return fields;
}

/** Reads a multipart body as Django's parser does. A file beats a field of its name. Throws `PythonValueError`. */
export function readMultipart(
  contentType: string,
  body: Buffer,
  codec: Codec,
): ReadonlyMap<string, string | UploadedFile> {
  const parts = splitParts(boundaryOf(contentType), body);
  if (parts.length > MAX_FIELDS) throw new EdgeError('malformed_request');
  const fields = new Map<string, string>();
  const files = new Map<string, UploadedFile>();
  for (const { name, fileName, content } of parts) {
    if (fileName === null) fields.set(name, codec.replace(content));
    else files.set(name, new UploadedFile(fileName));
  }
  return new Map<string, string | UploadedFile>([...fields, ...files]);
}

function splitParts(boundary: string, body: Buffer): MultipartPart[] {
  try {
    return readMultipartParts(boundary, body, 'read');
  } catch (error) {
    throw error instanceof MultipartError ? new PythonValueError(error.message) : error;
  }
}

function boundaryOf(contentType: string): string {
  if (!contentType.startsWith('multipart/')) throw new PythonValueError(`Invalid Content-Type: ${contentType}`);
  if (/[^\0-\x7f]/u.test(contentType)) {
    throw new PythonValueError(`Invalid non-ASCII Content-Type in multipart: ${contentType}`);
  }
  const boundary = parseHeaderParameters(contentType).parameters.get('boundary');
  if (boundary !== undefined && BOUNDARY.test(boundary)) return boundary;
  throw new PythonValueError(`Invalid boundary in multipart: ${boundary ?? 'None'}`);
}

function decode(body: Buffer, codec: Codec): string {
  try {
    return codec.read(body);
  } catch {
    return body.toString('latin1');
  }
}

function unescaped(text: string, codec: Codec): string {
  return text
    .replaceAll('+', ' ')
    .replace(ESCAPED, (escapes) => codec.replace(Buffer.from(escapes.replaceAll('%', ''), 'hex')));
}
