import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that an old back end received. */
export interface AskedQuestion {
  readonly path: string;
  readonly mediaType: string;
  readonly body: string;
}

/** A server on this machine in the role of an old back end. */
export interface OldBackEnd {
  readonly origin: string;
  readonly asked: AskedQuestion[];
  /** The `authorization` of each, in their order. */
  readonly credentials: (string | undefined)[];
  /** The `traceparent` of the last one. */
  traceparent: string | undefined;
  /** The function that answers from now on; `null` if it does not answer. */
  answer:
    ((question: AskedQuestion) => readonly [status: number, body: unknown, headers?: Record<string, string>]) | null;
  stop(): Promise<void>;
}

/** Starts one. */
export async function startOldBackEnd(answer: OldBackEnd['answer']): Promise<OldBackEnd> {
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const backEnd: OldBackEnd = {
    origin: `http://127.0.0.1:${port}`,
    asked: [],
    credentials: [],
    traceparent: undefined,
    answer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const question = { path: request.url ?? '', mediaType: request.headers['content-type'] ?? '', body };
    backEnd.asked.push(question);
    backEnd.credentials.push(request.headers.authorization);
    backEnd.traceparent = request.headers['traceparent'] as string | undefined;
    if (backEnd.answer === null) return;
    const [status, json, headers] = backEnd.answer(question);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof json === 'string' ? json : JSON.stringify(json));
  }
  return backEnd;
}

/** A JWT without a valid signature. */
export function unsignedToken(claims: object): string {
  return [{ alg: 'HS256', typ: 'JWT' }, claims, 'x']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
