import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest, preValidationHookHandler } from 'fastify';
import secureJson from 'secure-json-parse';
import { EdgeError } from '../errors/failure';
import { routedPath } from '../requests/request-path';
import type { Wires } from '../wires';
import { markTextual } from './textual-input';

/** Fields of a form beyond this are ignored; no request of ours has ten. */
const MAX_FORM_FIELDS = 100;

/** Deeper nesting is refused; no body that we accept is nested at all. */
const MAX_DEPTH = 20;

/**
 * Reads JSON and form bodies. An empty body counts as absent, whatever its type, because several published requests
 * have none. `__proto__` and `constructor.prototype` are refused, not silently dropped.
 */
export function registerBodyParsers(server: FastifyInstance, wires: Wires): void {
  server.removeAllContentTypeParsers();
  server.addHook('onRequest', (request, _reply, done) => {
    forgetTypeOfNoBody(request.raw.headers);
    done();
  });
  server.addHook('onRoute', (route) => {
    const wire = wires.of(route.url);
    if (wire?.omitsEmptyParameters === undefined) return;
    const omit: preValidationHookHandler = (request, _reply, done) => {
      if (wire.omitsEmptyParameters?.(routedPath(request.url)) === true) {
        omitEmpty(request.query);
        omitEmpty(request.body);
      }
      done();
    };
    route.preValidation = [omit, ...[route.preValidation ?? []].flat()];
  });
  server.addContentTypeParser(
    /^/u,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer): Promise<unknown> => {
      assertNotEncoded(request.headers);
      const own = wires.of(routedPath(request.url))?.readBody;
      return own ? await own(request, body) : readBody(request.headers['content-type'] ?? '', body);
    },
  );
}

/** Fastify refuses a malformed type before it checks whether there is a body. */
function forgetTypeOfNoBody(headers: IncomingHttpHeaders): void {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) delete headers['content-type'];
}

/** Removes parameters without a value, also single ones of a repeated parameter. */
function omitEmpty(parameters: unknown): void {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return;
  for (const [name, value] of Object.entries(parameters)) {
    const kept: unknown = Array.isArray(value) ? value.filter((each) => each !== '') : value;
    const isEmpty = kept === '' || (Array.isArray(kept) && kept.length === 0);
    if (isEmpty) Reflect.deleteProperty(parameters, name);
    else if (Array.isArray(kept)) Reflect.set(parameters, name, kept.length === 1 ? kept[0] : kept);
  }
}

/** RFC 9110, section 15.5.16: an unsupported encoding is 415, with the supported ones in `Accept-Encoding`. */
function assertNotEncoded(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw new EdgeError('unsupported_media_type', { acceptEncoding: 'identity' });
}

/** Reads a body by its media type. Throws `malformed_request` or `unsupported_media_type`. */
export function readBody(contentType: string, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = charsetOf(parameters);
  // RFC 6839, section 3.1: a type that ends with `+json` is JSON.
  if (type === 'application/json' || JSON_SUFFIX.test(type)) return parseJson(body, charset);
  if (type === 'application/x-www-form-urlencoded') return readForm(body, charset);
  throw new EdgeError('unsupported_media_type');
}

/** Reads the fields of a form; one that is repeated becomes an array. */
export function readForm(body: Buffer, charset: Charset = 'utf-8'): Record<string, unknown> {
  const decodeURIComponent = charset === 'utf-8' ? {} : { decodeURIComponent: decodeLatin1 };
  return markTextual({
    ...parseForm(decode(body, charset), '&', '=', { maxKeys: MAX_FORM_FIELDS, ...decodeURIComponent }),
  });
}

/** Each keeps nothing from one body to the next. */
const DECODERS: Readonly<Record<Charset, { decode: (bytes: Buffer) => string }>> = {
  'utf-8': new TextDecoder('utf-8', { fatal: true }),
  'windows-1252': new TextDecoder('windows-1252', { fatal: true }),
};

/** The character sets that clients declare: UTF-8, and that of older forms (the WHATWG treats both names alike). */
type Charset = 'utf-8' | 'windows-1252';

const JSON_SUFFIX = /^application\/[a-z0-9.-]{1,100}\+json$/u;
const CHARSETS: Readonly<Record<string, Charset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
};

function charsetOf(parameters: readonly string[]): Charset {
  const declared = parameters.find((parameter) => parameter.startsWith('charset='));
  if (declared === undefined) return 'utf-8';
  const charset = CHARSETS[declared.slice('charset='.length).replaceAll('"', '')];
  if (charset === undefined) throw new EdgeError('unsupported_media_type');
  return charset;
}

/** A percent-encoded byte of a form in that character set. */
function decodeLatin1(text: string): string {
  const bytes = text.replaceAll(/%([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder('windows-1252').decode(Buffer.from(bytes, 'latin1'));
}

function parseJson(body: Buffer, charset: Charset): unknown {
  const value = attempt(() => secureJson.parse(decode(body, charset)) as unknown);
  assertShallow(value, 0);
  return value;
}

function decode(body: Buffer, charset: Charset): string {
  return attempt(() => DECODERS[charset].decode(body));
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new EdgeError('malformed_request');
  }
}

function assertShallow(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw new EdgeError('malformed_request');
  for (const each of Object.values(value)) assertShallow(each, depth + 1);
}
