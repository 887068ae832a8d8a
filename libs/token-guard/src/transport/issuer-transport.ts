import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http';
import { Agent as HttpsAgent, request as secureRequest } from 'node:https';

/** A request to the issuer. */
export interface IssuerRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form by POST; without it the request is a GET. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The complete answer of the issuer. */
export interface IssuerResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Limits of an answer. */
export interface TransportLimits {
  /** For the whole exchange; for a stream, up to its headers. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * Sends all requests. Redirects are not followed, so that nobody else can answer for the issuer or see a credential.
 * The time and size of every answer are limited. Connections are kept and reused.
 */
export class IssuerTransport {
  private readonly agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };

  constructor(private readonly limits: TransportLimits) {}

  /**
   * Sends a request and reads the whole answer, whatever its status. Rejects on failures of the network and exceeded
   * limits.
   */
  async send(request: IssuerRequest): Promise<IssuerResponse> {
    const first = this.exchange(request);
    try {
      return await first.response;
    } catch (error) {
      // The issuer closed a kept connection while it was reused. A new connection shows whether the issuer is up.
      if (!first.request.reusedSocket || !isReset(error)) throw error;
      return this.exchange(request).response;
    }
  }

  /** Opens a stream and resolves after its headers. It does not keep the process alive. Ends with `signal`. */
  async open(request: IssuerRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const outgoing = this.start(request, signal);
    const timer = setTimeout(() => outgoing.destroy(new Error('The issuer took too long.')), this.limits.timeoutMs);
    try {
      const response = await responseTo(outgoing);
      response.socket.unref();
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends every connection. */
  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private exchange(request: IssuerRequest): { request: ClientRequest; response: Promise<IssuerResponse> } {
    const outgoing = this.start(request);
    const timer = setTimeout(() => outgoing.destroy(new Error('The issuer took too long.')), this.limits.timeoutMs);
    const response = responseTo(outgoing)
      .then((incoming) => this.read(incoming))
      .finally(() => clearTimeout(timer));
    return { request: outgoing, response };
  }

  private start({ url, headers, form }: IssuerRequest, signal?: AbortSignal): ClientRequest {
    const isSecure = url.protocol === 'https:';
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const outgoing = (isSecure ? secureRequest : request)(url, {
      method: body === undefined ? 'GET' : 'POST',
      agent: this.agents[isSecure ? 'https:' : 'http:'],
      ...(signal === undefined ? {} : { signal }),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    });
    outgoing.end(body);
    return outgoing;
  }

  private async read(incoming: IncomingMessage): Promise<IssuerResponse> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Leaving the loop destroys the connection.
      if (size > this.limits.maxBytes) throw new Error('The answer of the issuer is too long.');
      chunks.push(chunk);
    }
    return {
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      text: Buffer.concat(chunks).toString('utf8'),
    };
  }
}

function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    // Stays for the life of the request: an error after the headers reaches the reader through the response.
    outgoing.on('error', reject);
  });
}

function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE';
}
