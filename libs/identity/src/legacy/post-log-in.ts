import { lookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AddAttributes, traced, traceHeaders, type Work } from '@portero/database';
import type { LegacyAnswer, LegacyBody } from './legacy-dialect';
import { leadsWhereItMay } from './network-kind';

/** The reason why there is no answer: a fixed word. */
export type NoAnswer =
  | 'timed_out'
  | 'unreachable'
  | 'address_not_allowed'
  | 'too_long'
  | 'redirected'
  | 'slow_down'
  | 'server_error'
  | 'unreadable';

/** There was no usable answer. The error contains neither the address nor the request. */
export class NoLegacyAnswerError extends Error {
  override readonly name = 'NoLegacyAnswerError';

  constructor(
    readonly reason: NoAnswer,
    /** Whole seconds until a retry makes sense, if the old back end said so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(reason);
  }
}

/** The target of a request. */
export interface LegacyAddress {
  readonly url: string;
  /** Its name in traces. */
  readonly purpose: 'log-in' | 'password';
  readonly network: string;
  readonly timeoutMs: number;
}

interface SentBody extends LegacyBody {
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_ANSWER_BYTES = 65_536;
const CONNECTIONS = 16;

/** The connections to old back ends: few, kept alive, and only to allowed addresses. */
export class LegacyConnections {
  private readonly agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS }),
  };

  /** Sends a body and reads the whole answer. Follows no redirect. Throws `NoLegacyAnswerError`. */
  post(
    address: LegacyAddress,
    body: LegacyBody,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<LegacyAnswer> {
    const work: Work = {
      name: `POST legacy ${address.purpose}`,
      kind: 'client',
      attributes: { 'http.request.method': 'POST' },
    };
    return traced(work, (add) => this.postOnce(address, { ...body, headers: { ...headers, ...traceHeaders() } }, add));
  }

  private async postOnce(address: LegacyAddress, body: SentBody, add: AddAttributes): Promise<LegacyAnswer> {
    const signal = AbortSignal.timeout(address.timeoutMs);
    try {
      const sent = await this.send(address, body, signal);
      add({ 'http.response.status_code': sent.answer.statusCode ?? 0 });
      return readable(sent);
    } catch (error) {
      if (error instanceof NoLegacyAnswerError) throw error;
      // The original error may quote the address, so it is not passed on.
      throw new NoLegacyAnswerError(signal.aborted ? 'timed_out' : 'unreachable');
    }
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private async send(
    { url: href, network }: LegacyAddress,
    { mediaType, text, headers }: SentBody,
    signal: AbortSignal,
  ) {
    const url = new URL(href);
    const isSecure = url.protocol === 'https:';
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        agent: this.agents[isSecure ? 'https:' : 'http:'],
        lookup: lookupWithin(network),
        signal,
        headers: {
          'content-type': mediaType,
          'content-length': Buffer.byteLength(text),
          accept: 'application/json',
          'user-agent': 'portero',
          ...headers,
        },
      });
      outgoing.once('response', resolve).once('error', reject).end(text);
    });
    return { answer, text: await readAtMost(answer, MAX_ANSWER_BYTES) };
  }
}

function readable({ answer, text }: { readonly answer: IncomingMessage; readonly text: string }): LegacyAnswer {
  const status = answer.statusCode ?? 0;
  if (status >= 500) throw new NoLegacyAnswerError('server_error');
  if (status >= 300 && status < 400) throw new NoLegacyAnswerError('redirected');
  if (status === 429) throw new NoLegacyAnswerError('slow_down', secondsOf(answer.headers['retry-after']));
  return { status, text };
}

/**
 * Resolves to the allowed addresses only: a name that was public when it was configured must not lead to an internal
 * network.
 */
function lookupWithin(network: string): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const allowed = error ? [] : addresses.filter(({ address }) => leadsWhereItMay(address, network));
      const [first] = allowed;
      if (error) callback(error, '', 0);
      else if (first === undefined) callback(new NoLegacyAnswerError('address_not_allowed'), '', 0);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

async function readAtMost(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new NoLegacyAnswerError('too_long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function secondsOf(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,4}$/u.test(retryAfter) ? Math.max(1, Number(retryAfter)) : null;
}
