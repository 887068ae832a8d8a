import { join } from 'node:path';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import type { Answer, LooseJson } from '../support/http/http-client';
import type { OpenApiConformance } from '../support/http/openapi-conformance';
import type { WireRequest } from './hostile-draft';
import type { WireAnswer } from './socket-exchange';

const ROOT = join(__dirname, '../..');

/** Names that occur only inside the service, and must not appear in an answer. */
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|QueryFailed|typeorm|pglite|postgres|SELECT |INSERT |UPDATE "|relation "|syntax error at|TypeError|ReferenceError|RangeError|Cannot read prop|fastify|FST_ERR|\.[cm]?[jt]s:\d+/iu;

/** Statuses of HTTP itself, which any operation may answer although they are not documented for it. */
const OF_HTTP = new Set([400, 408, 411, 413, 414, 415, 417, 421, 431, 501, 505]);

/** A complaint about an answer, or `null` if it is correct. */
export function complaintAbout(
  request: WireRequest,
  answer: WireAnswer,
  conformance: OpenApiConformance,
): string | null {
  const found = problemWith(request, answer, conformance);
  if (found === null) return null;
  const sent = request.bytes.toString('latin1').slice(0, 900);
  return `${found}\n  ${request.operation}: ${JSON.stringify(sent)}\n  → ${answer.status} ${answer.text.slice(0, 400)}`;
}

function problemWith(request: WireRequest, answer: WireAnswer, conformance: OpenApiConformance): string | null {
  const { status, headers, text } = answer;
  if (status === -1) return 'no answer';
  if (status === 0) return request.isBroken ? null : 'closed without an answer';
  if (status >= 500 && !(status === 503 && Number(headers['retry-after']) > 0) && !(request.isBroken && status === 505))
    return `status ${status}`;
  const leak = leakIn(text, request);
  if (leak !== null) return `reveals ${leak}`;
  if (request.method === 'HEAD' || status < 400) return conformanceProblem(request, answer, conformance);
  if (!isAnyEnvelope(request, answer)) return 'not the envelope of its dialect';
  const isForeign = status === 403 && /\r\n(?:origin|sec-fetch-site):/iu.test(request.bytes.toString('latin1'));
  return isForeign || OF_HTTP.has(status) ? null : conformanceProblem(request, answer, conformance);
}

function leakIn(text: string, { bytes }: WireRequest): string | null {
  if (text.includes(ROOT)) return ROOT;
  const found = INTERNALS.exec(text)?.[0];
  if (found === undefined) return null;
  // A dialect may quote the client's own text. That is not a leak.
  const sent = bytes.toString('utf8').toLowerCase();
  return sent.includes(found.trim().toLowerCase()) ||
    decodeURIComponentSafely(sent).includes(found.trim().toLowerCase())
    ? null
    : found;
}

function decodeURIComponentSafely(text: string): string {
  return text.replaceAll(/%[0-7][0-9a-f]/giu, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
}

function conformanceProblem(
  { isOperation, isBroken, method, target }: WireRequest,
  { status, headers, text }: WireAnswer,
  conformance: OpenApiConformance,
): string | null {
  const mediaType = (headers['content-type'] ?? '').split(';')[0] ?? '';
  if (!isOperation || isBroken || mediaType === 'text/event-stream') return null;
  try {
    const json = mediaType.endsWith('json') ? (JSON.parse(text) as unknown) : undefined;
    conformance.assert(method, target, { status, headers: new Headers(), mediaType, text, json });
    return null;
  } catch (error) {
    return `not as documented: ${error instanceof Error ? error.message.slice(0, 500) : 'unknown'}`;
  }
}

type Recognizer = (answer: Answer<LooseJson>) => boolean;

const envelopeOf = (name: string): Recognizer => EVERY_DIALECT.find((each) => each.name === name)!.isEnvelope;
const isOauth: Recognizer = ({ json }) => typeof json === 'object' && json !== null && typeof json.error === 'string';

const BY_PATH: readonly (readonly [prefix: RegExp, recognizers: readonly Recognizer[]])[] = [
  [/^\/oauth/iu, [isOauth]],
  [/^\/(?:forward-auth|\.well-known)/iu, [envelopeOf('auth100')]],
  [/^\/api\/v2/iu, [envelopeOf('shoop')]],
  [/^\/api\/v1/iu, [envelopeOf('bookker')]],
  [/^\/api\/token/iu, [envelopeOf('simplejwt'), envelopeOf('koko')]],
  [/^\/api\/(?:login|oauth)/iu, [envelopeOf('koko')]],
  [/^\/(?:users|owner|auth|roles|countries)/iu, [envelopeOf('auth100')]],
];

const ANY: readonly Recognizer[] = [isOauth, ...EVERY_DIALECT.map(({ isEnvelope }) => isEnvelope)];

function isAnyEnvelope({ isOperation, isBroken, target }: WireRequest, { status, headers, text }: WireAnswer): boolean {
  const mediaType = (headers['content-type'] ?? '').split(';')[0] ?? '';
  const recognizers = isOperation && !isBroken ? (BY_PATH.find(([prefix]) => prefix.test(target))?.[1] ?? ANY) : ANY;
  try {
    const json = JSON.parse(text);
    return recognizers.some((isEnvelope) => isEnvelope({ status, headers: new Headers(), mediaType, text, json }));
  } catch {
    return false;
  }
}
