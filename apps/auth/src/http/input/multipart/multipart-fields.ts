import { EdgeError } from '../../errors/failure';
import { parseHeaderParameters } from '../header-parameters';
import { readMultipartParts } from './multipart-parts';
import { markTextual } from '../textual-input';

/** More parts than any request of ours has. */
const MAX_PARTS = 100;

/** The characters of a boundary (RFC 2046, section 5.1.1), as leniently as servers accept it. */
const BOUNDARY = /^[ -~]{0,200}[!-~]$/u;

/**
 * Reads the text fields of a `multipart/form-data` body. The last one of a name counts; files are left out. Throws
 * `malformed_request`.
 */
export function readMultipartFields(contentType: string, body: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    resolve(readFields(contentType, body));
  });
}

function readFields(contentType: string, body: Buffer): Record<string, string> {
  const boundary = parseHeaderParameters(contentType).parameters.get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) throw new EdgeError('malformed_request');
  const parts = attempt(() => readMultipartParts(boundary, body));
  if (parts.length > MAX_PARTS) throw new EdgeError('malformed_request');
  const fields = parts.filter(({ fileName }) => fileName === null);
  return markTextual(Object.fromEntries(fields.map(({ name, content }) => [name, decodeField(content)])));
}

function decodeField(content: Buffer): string {
  return attempt(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content));
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new EdgeError('malformed_request');
  }
}
