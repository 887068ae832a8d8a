import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import type { RecordedAnswer, RecordedRequest } from './exchange';

/** Headers of a connection (RFC 9110, section 7.6.1), of the host, or of the encoding of the body. */
const NOT_REPLAYED: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-connection',
  'accept-encoding',
]);

/** Sends a request to another service, follows no redirect, and reads the whole answer. Throws when it cannot. */
export async function sendRequest(
  origin: URL,
  { method, path, headers, body }: RecordedRequest,
  timeoutMs: number,
): Promise<RecordedAnswer> {
  const kept = Object.entries(headers).filter(([name]) => !NOT_REPLAYED.has(name) && !name.startsWith(':'));
  const length = Buffer.byteLength(body);
  const options: RequestOptions = {
    method,
    headers: { ...Object.fromEntries(kept), ...(length > 0 && { 'content-length': String(length) }) },
    signal: AbortSignal.timeout(timeoutMs),
  };
  const send = origin.protocol === 'https:' ? requestHttps : requestHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const target = new URL(origin);
    const outgoing = send({ ...options, ...addressOf(target), path: `${target.pathname.replace(/\/$/u, '')}${path}` });
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
  return { status: answer.statusCode ?? 0, headers: headersOf(answer), body: await text(decoded(answer)) };
}

function addressOf({ hostname, port, protocol }: URL): RequestOptions {
  return { hostname: hostname.replace(/^\[|\]$/gu, ''), port: port || (protocol === 'https:' ? 443 : 80) };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function decoded(answer: IncomingMessage): NodeJS.ReadableStream {
  const encoding = answer.headers['content-encoding'];
  if (encoding === 'gzip') return answer.pipe(createGunzip());
  if (encoding === 'br') return answer.pipe(createBrotliDecompress());
  return encoding === 'deflate' ? answer.pipe(createInflate()) : answer;
}
