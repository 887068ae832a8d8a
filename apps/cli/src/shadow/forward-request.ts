import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { RecordedAnswer } from '../traffic/exchange';
import { BoundedCopy } from './bounded-copy';

/** Headers of a single connection (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

const AGENTS = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/** A copy of a forwarded request. */
export interface Forwarded {
  /** `null` when a body was too long to keep. */
  readonly exchange: { readonly sent: string; readonly answer: RecordedAnswer } | null;
}

/**
 * Forwards a request and its answer as streams, and keeps a copy of both. Nothing waits for the copy. Without an answer
 * the client gets 502.
 */
export async function forwardRequest(
  old: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Forwarded | null> {
  const [sent, received] = [new BoundedCopy(), new BoundedCopy()];
  try {
    const answer = await ask(old, request, response, sent);
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders));
    answer.on('data', (chunk: Buffer) => received.add(chunk));
    await pipeline(answer, response);
    const [body, text] = [sent.text({}), received.text(answer.headers)];
    if (body === null || text === null) return { exchange: null };
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    return { exchange: { sent: body, answer: { status: answer.statusCode ?? 0, headers, body: text } } };
  } catch {
    if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' }).end('Bad Gateway\n');
    else response.destroy();
    return null;
  }
}

function ask(
  old: URL,
  request: IncomingMessage,
  response: ServerResponse,
  sent: BoundedCopy,
): Promise<IncomingMessage> {
  const isSecure = old.protocol === 'https:';
  const options: RequestOptions = {
    agent: isSecure ? AGENTS.https : AGENTS.http,
    method: request.method,
    hostname: old.hostname.replace(/^\[|\]$/gu, ''),
    port: old.port || (isSecure ? 443 : 80),
    path: `${old.pathname.replace(/\/$/u, '')}${request.url ?? '/'}`,
    // The old back end still gets the Host that clients use.
    headers: endToEnd(request.rawHeaders),
    setHost: false,
  };
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? requestHttps : requestHttp)(options);
    outgoing.once('response', resolve).once('error', reject);
    response.once('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    request.on('data', (chunk: Buffer) => sent.add(chunk));
    request.pipe(outgoing);
  });
}

/** Alternating names and values, as in Node's raw headers. */
function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (!HOP_BY_HOP.includes(name.toLowerCase())) kept.push(name, raw[at + 1] ?? '');
  }
  return kept;
}
