import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import secureJson from 'secure-json-parse';
import { EdgeError } from '../errors/failure';
import { routedPath } from '../request-path';
import type { Wires } from '../wires';
import { markTextual } from './textual-input';

/** Fields of a form beyond this are ignored; no request of ours has ten. */
const MAX_FORM_FIELDS = 100;

/** Nesting beyond this is refused: nothing that we accept is nested at all. */
const MAX_DEPTH = 20;

/**
 * Reads JSON and form bodies. An empty body is no body, whatever its type: several published requests have none.
 * `__proto__` and `constructor.prototype` are refused, not silently dropped.
 */
export function registerBodyParsers(server: FastifyInstance, wires: Wires): void {
  server.removeAllContentTypeParsers();
  server.addHook('onRequest', (request, _reply, done) => {
    forgetTypeOfNoBody(request.raw.headers);
    done();
  });
  server.addContentTypeParser(
    /^/u,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer): Promise<unknown> => {
      const own = wires.of(routedPath(request.url))?.readBody;
      return own ? await own(request, body) : readBody(request.headers['content-type'] ?? '', body);
    },
  );
}

/** Fastify refuses a malformed type before it looks whether there is anything of that type. */
function forgetTypeOfNoBody(headers: IncomingHttpHeaders): void {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) delete headers['content-type'];
}

/** Reads a body by its media type. Throws `malformed_request` or `unsupported_media_type`. */
export function readBody(contentType: string, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return parseJson(body);
  if (mediaType === 'application/x-www-form-urlencoded') return readForm(body);
  throw new EdgeError('unsupported_media_type');
}

/** Reads the fields of a form; one that is repeated becomes an array. */
export function readForm(body: Buffer): Record<string, unknown> {
  return markTextual({ ...parseForm(decode(body), '&', '=', { maxKeys: MAX_FORM_FIELDS }) });
}

function parseJson(body: Buffer): unknown {
  const value = attempt(() => secureJson.parse(decode(body)) as unknown);
  assertShallow(value, 0);
  return value;
}

function decode(body: Buffer): string {
  return attempt(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body));
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
