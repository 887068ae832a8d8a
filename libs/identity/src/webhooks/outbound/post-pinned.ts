import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { HostResolver } from './host-resolver';
import { addressIn, isReachable, readTarget, type TargetRules } from './target-url';

/** The reason why a request got no answer. A fixed word, safe for logs and for the owner. */
export type PostFailure = 'refused_address' | 'unresolvable' | 'timeout' | 'tls' | 'unreachable';

/** A request got no answer. */
export class PostError extends Error {
  override readonly name = 'PostError';

  constructor(
    readonly failure: PostFailure,
    options?: ErrorOptions,
  ) {
    super(failure, options);
  }
}

/** A request to a URL that an owner configured. */
export interface PinnedPost {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The time limit for the whole request: name resolution, connection and answer. */
  readonly limitMs: number;
}

/**
 * Posts a body and returns the status. The name is resolved once, all of its addresses are checked, and the connection
 * is made only to one of them, which prevents DNS rebinding. Redirects are not followed, and the body of the answer is
 * not read. Rejects with `PostError`.
 */
export async function postPinned(post: PinnedPost, resolver: HostResolver, rules: TargetRules): Promise<number> {
  // The rules may have changed since it was stored.
  const url = readTarget(post.url, rules);
  if (!(url instanceof URL)) throw new PostError('refused_address');
  const signal = AbortSignal.timeout(post.limitMs);
  const addresses = await within(signal, reachableAddresses(url.hostname, resolver, rules));
  return exchange(url, post, { lookup: pinTo(addresses), signal });
}

async function reachableAddresses(
  hostname: string,
  resolver: HostResolver,
  rules: TargetRules,
): Promise<readonly string[]> {
  const literal = addressIn(hostname);
  const addresses = literal === null ? await resolve(hostname, resolver) : [literal];
  if (addresses.length === 0) throw new PostError('unresolvable');
  // A forbidden address among others is treated as an attack.
  if (!addresses.every((address) => isReachable(address, rules))) throw new PostError('refused_address');
  return addresses;
}

async function resolve(hostname: string, resolver: HostResolver): Promise<readonly string[]> {
  try {
    return await resolver.resolve(hostname);
  } catch (error) {
    throw new PostError('unresolvable', { cause: error });
  }
}

function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new PostError('timeout'));
    };
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/** Resolves every name to the addresses that were checked. */
function pinTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    if (all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}

function exchange(
  url: URL,
  { body, headers }: PinnedPost,
  options: Pick<RequestOptions, 'lookup' | 'signal'>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    // A new connection, because a kept one may have been made under other rules.
    const request = send(url, { method: 'POST', headers: sent, agent: false, ...options }, (response) => {
      resolve(response.statusCode ?? 0);
      response.on('error', () => undefined).destroy();
    });
    request.on('error', (error) => {
      reject(new PostError(failureOf(error), { cause: error }));
    });
    request.end(body);
  });
}

function failureOf(error: Error): PostFailure {
  const code = String(Reflect.get(error, 'code'));
  if (code === 'ABORT_ERR' || code === 'ETIMEDOUT') return 'timeout';
  return /^(?:ERR_(?:TLS|SSL)|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO)/u.test(code) ? 'tls' : 'unreachable';
}
