import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FakeRevocations } from './fake-revocations.js';
import { misbehave, type Misbehaviour } from './misbehaviour.js';

/** What other services ask of the issuer. */
export type FakeEndpoint = 'jwks' | 'introspection' | 'revocations';

/** What the server answers from; it looks at each request anew. */
export interface FakeIssuerContent {
  readonly authorization: () => string;
  readonly jwks: () => object;
  readonly jwksMaxAge: () => number | undefined;
  readonly introspect: (token: string) => object;
  readonly revocations: FakeRevocations;
}

const PATHS: Readonly<Record<string, FakeEndpoint>> = {
  '/.well-known/jwks.json': 'jwks',
  '/oauth/introspect': 'introspection',
  '/oauth/revocations': 'revocations',
};

/** The HTTP server of the fake issuer, on loopback. */
export class FakeIssuerServer {
  readonly requests: Record<FakeEndpoint, number> = { jwks: 0, introspection: 0, revocations: 0 };
  readonly misbehaviours = new Map<FakeEndpoint, Misbehaviour>();
  private server: Server | undefined;

  constructor(private readonly content: FakeIssuerContent) {}

  /** @param port 0 takes a free one  @returns the port */
  async listen(port: number): Promise<number> {
    const server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const endpoint = PATHS[url.pathname];
    if (endpoint === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    this.requests[endpoint] += 1;
    if (await misbehave(this.misbehaviours.get(endpoint), url.pathname, response)) return;
    if (endpoint === 'jwks') this.sendJwks(request, response);
    else if (request.headers.authorization !== this.content.authorization()) response.writeHead(401).end('{}');
    else if (endpoint === 'introspection') await this.introspect(request, response);
    else this.sendRevocations(request, response, url.searchParams.get('since'));
  }

  private sendJwks(request: IncomingMessage, response: ServerResponse): void {
    const maxAge = this.content.jwksMaxAge();
    const headers = maxAge === undefined ? {} : { 'cache-control': `public, max-age=${maxAge}` };
    sendJson(request, response, JSON.stringify(this.content.jwks()), headers);
  }

  private async introspect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    sendJson(request, response, JSON.stringify(this.content.introspect(form.get('token') ?? '')));
  }

  private sendRevocations(request: IncomingMessage, response: ServerResponse, since: string | null): void {
    if (request.headers.accept === 'text/event-stream') {
      this.content.revocations.stream((request.headers['last-event-id'] as string | undefined) ?? since, response);
      return;
    }
    const page = this.content.revocations.page(since);
    if (page === undefined) response.writeHead(400).end('{}');
    else sendJson(request, response, page);
  }
}

function sendJson(request: IncomingMessage, response: ServerResponse, body: string, headers: object = {}): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag, ...headers }).end();
  else response.writeHead(200, { 'content-type': 'application/json', etag, ...headers }).end(body);
}
