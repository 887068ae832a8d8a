import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Failures of Facebook that can be simulated. */
export type Misbehaviour =
  | 'answers 500'
  | 'answers 400'
  | 'answers 429'
  | 'never answers'
  | 'stops in the middle'
  | 'resets the connection'
  | 'answers broken JSON'
  | 'answers something else'
  | 'answers too much'
  | 'redirects';

/** Facebook's data about a token. Other fields have usual values. */
export interface GrantedToken {
  readonly userId: string;
  readonly appId?: string;
  readonly isValid?: boolean;
  readonly type?: string;
  /** Seconds since 1970; 0 for never. */
  readonly expiresAt?: number;
}

/** Simulates Facebook's `debug_token` on a free port of this machine, including its failures. */
export class FakeGraph {
  readonly appId = '219804561237';
  readonly appSecret = 'b7c1f0a45d2e9386c0d4e5f6a7182930';
  /** Queries of the requests that arrived. */
  readonly asked: URLSearchParams[] = [];
  /** The `traceparent` of the last request. */
  traceparent: string | undefined;
  private readonly tokens = new Map<string, GrantedToken>();
  private readonly failures: Misbehaviour[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeGraph> {
    const server = createServer();
    const graph = new FakeGraph(server);
    server.on('request', (request, response) => {
      graph.answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return graph;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v23.0`;
  }

  /** The settings that make a service use this server. */
  get env(): Record<string, string> {
    return { FACEBOOK_GRAPH_URL: this.url, FACEBOOK_APP_ID: this.appId, FACEBOOK_APP_SECRET: this.appSecret };
  }

  /** Creates a token. */
  grant(token: GrantedToken): string {
    const text = `EAA${randomBytes(30).toString('hex')}`;
    this.tokens.set(text, token);
    return text;
  }

  /** Fails in these ways, one for each request, and then works again. */
  misbehave(...failures: Misbehaviour[]): void {
    this.failures.push(...failures);
  }

  /** Works again, and clears its recorded requests. */
  reset(): void {
    this.failures.length = 0;
    this.asked.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(url.searchParams);
    const { traceparent } = request.headers;
    this.traceparent = typeof traceparent === 'string' ? traceparent : undefined;
    const failure = this.failures.shift();
    if (failure !== undefined) {
      fail(failure, response);
      return;
    }
    if (url.pathname !== '/v23.0/debug_token' || !this.provesOurApp(url.searchParams)) {
      json(response, 400, {
        error: { message: 'Invalid OAuth access token signature.', type: 'OAuthException', code: 190 },
      });
      return;
    }
    json(response, 200, { data: this.debug(url.searchParams.get('input_token') ?? '') });
  }

  private provesOurApp(query: URLSearchParams): boolean {
    const token = `${this.appId}|${this.appSecret}`;
    const proof = createHmac('sha256', this.appSecret).update(token).digest('hex');
    return query.get('access_token') === token && query.get('appsecret_proof') === proof;
  }

  private debug(text: string): Record<string, unknown> {
    const token = this.tokens.get(text);
    if (!token) return { error: { code: 190, message: 'Malformed access token' }, is_valid: false, scopes: [] };
    return {
      app_id: token.appId ?? this.appId,
      type: token.type ?? 'USER',
      application: 'Shoop',
      expires_at: token.expiresAt ?? 0,
      is_valid: token.isValid ?? true,
      scopes: ['email', 'public_profile'],
      user_id: token.userId,
    };
  }
}

function fail(failure: Misbehaviour, response: ServerResponse): void {
  switch (failure) {
    case 'answers 500':
      json(response, 500, { error: { message: 'An unknown error occurred', code: 1 } });
      return;
    case 'answers 400':
      json(response, 400, { error: { message: 'Invalid Client ID', code: 101 } });
      return;
    case 'answers 429':
      json(response, 429, { error: { message: 'Application request limit reached', code: 4 } });
      return;
    case 'never answers':
      return;
    case 'stops in the middle':
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        .write('{"data": {"is_valid": true');
      return;
    case 'resets the connection':
      response.socket?.resetAndDestroy();
      return;
    case 'answers broken JSON':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": {"is_valid": true, ');
      return;
    case 'answers something else':
      json(response, 200, [{ data: 'is_valid' }]);
      return;
    case 'answers too much':
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(`{"data": {"is_valid": true, "x": "${'x'.repeat(200_000)}"}}`);
      return;
    case 'redirects':
      response.writeHead(302, { location: 'http://127.0.0.1:9/debug_token' }).end();
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}
