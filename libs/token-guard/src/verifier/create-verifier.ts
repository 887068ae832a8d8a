import { Introspector } from '../introspection/introspector.js';
import { KeySet } from '../keys/key-set.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { RevocationSource } from '../revocation/revocation-source.js';
import { IssuerTransport } from '../transport/issuer-transport.js';
import { type ResolvedOptions, resolveOptions } from './resolve-options.js';
import { IssuerVerifier } from './issuer-verifier.js';
import type { TokenVerifier } from './token-verifier.js';
import type { VerifierOptions } from './verifier-options.js';

const MOST_BYTES_OF_KEYS = 262_144;
const MOST_BYTES_OF_PAGES = 16_777_216;
/** A revoked id is kept a little longer than its token could be accepted. */
const REMEMBERED_LONGER_MS = 60_000;

/**
 * Makes the verifier of a service and starts to read the issuer's keys and revocations.
 *
 * @throws {TypeError} if the options are incomplete, contradictory or out of bounds
 */
export function createVerifier(options: VerifierOptions): TokenVerifier {
  const resolved = resolveOptions(options);
  const answers = new IssuerTransport({ timeoutMs: resolved.timeoutMs, maxBytes: MOST_BYTES_OF_KEYS });
  const pages = new IssuerTransport({ timeoutMs: resolved.timeoutMs, maxBytes: MOST_BYTES_OF_PAGES });
  const keys = keysOf(resolved, answers);
  const feed = feedOf(resolved, pages);
  void keys.refresh();
  return new IssuerVerifier(resolved, {
    keys,
    feed,
    introspector: introspectorOf(resolved, answers),
    close: () => {
      feed?.close();
      answers.close();
      pages.close();
    },
  });
}

function keysOf(
  { urls, algorithms, keys, monotonicClock: clock }: ResolvedOptions,
  transport: IssuerTransport,
): KeySet {
  const { cooldownMs, maxStaleSeconds } = keys;
  return new KeySet({ url: urls.jwks, algorithms, cooldownMs, maxStaleMs: maxStaleSeconds * 1000, clock }, transport);
}

function feedOf(options: ResolvedOptions, transport: IssuerTransport): RevocationFeed | undefined {
  const { revocations, authorization, urls, clock, monotonicClock, toleranceMs } = options;
  if (revocations === undefined || authorization === undefined) return undefined;
  const source = new RevocationSource(urls.revocations, authorization, transport);
  return new RevocationFeed(
    { ...revocations, graceMs: toleranceMs + REMEMBERED_LONGER_MS, clock, monotonicClock },
    source,
  );
}

function introspectorOf(options: ResolvedOptions, transport: IssuerTransport): Introspector | undefined {
  const { introspection, authorization, owner, urls, timeoutMs, monotonicClock: clock } = options;
  if (introspection === undefined || authorization === undefined || owner === undefined) return undefined;
  return new Introspector(
    { ...introspection, owner, authorization, url: urls.introspection, patienceMs: timeoutMs, clock },
    transport,
  );
}
