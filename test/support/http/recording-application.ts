import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that an application behind a proxy received. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** An application that records its requests, and answers with the status in `x-answer-status`. */
export interface RecordingApplication {
  readonly port: number;
  /** The requests since the last call. */
  taken(): Received[];
  stop(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startRecordingApplication(): Promise<RecordingApplication> {
  let received: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then((each) => {
      received.push(each);
      const status = Number(request.headers['x-answer-status'] ?? 200);
      const text = `the application says ${status}`;
      response.writeHead(status, { 'content-length': text.length }).end(text);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    taken() {
      const all = received;
      received = [];
      return all;
    },
    stop: () => close(server),
  };
}

/** Closes a server and all of its connections. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', rawHeaders } = request;
  const names = rawHeaders.filter((_, place) => place % 2 === 0);
  const headers = names.map((name, index) => [name.toLowerCase(), rawHeaders[index * 2 + 1] ?? ''] as const);
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}
