import type { Algorithm } from '../keys/verification-key.js';

/** How revocations reach the verifier, and what happens when they do not. */
export interface RevocationOptions {
  /**
   * When the feed has not been heard for `maxAgeSeconds`: `closed` refuses every token with a 503 until it is heard again,
   * `open` accepts tokens that may have been revoked since. The same holds when more are revoked than `limit`.
   */
  readonly fail: 'open' | 'closed';
  /** The silence that is tolerated. A silent connection is taken for dead after 15 s: with `events`, 20 is the least that works. */
  readonly maxAgeSeconds: number;
  /** `events` (default) holds one connection open; `poll` asks again and again. */
  readonly mode?: 'events' | 'poll';
  /** With `poll`, default 1000: a log-out is then refused within two seconds. */
  readonly pollIntervalMs?: number;
  /** Revoked tokens that are remembered at most, default 500 000 (about 60 MB). */
  readonly limit?: number;
}

/** What is asked of the issuer for tokens that cannot be verified here. */
export interface IntrospectionOptions {
  /** The dialects whose tokens are accepted, such as `['shoop']`. Default: all. */
  readonly dialects?: readonly string[];
  /** For how long an answer is believed, default 1000, at most 2000; 0 asks every time. */
  readonly cacheMs?: number;
  /** Answers that are remembered at most, default 10 000. */
  readonly cacheEntries?: number;
  /**
   * Questions that are open at once, default 64. A quarter of them is kept for tokens that were good before; beyond, tokens
   * wait for their turn.
   */
  readonly maxInFlight?: number;
}

/** Koko's RS256 tokens, which live for a year and name neither issuer, owner nor roles. */
export interface KokoOptions {
  /** The id of Koko's client, which stands in `aud`: by default of the service it is `'1'`. */
  readonly audience: string;
  /**
   * Asks the issuer after the signature was found good: then owner, roles and the user's uuid are known. Without it the
   * identity has the user's number and no roles, and an owner that shares its issuer with others cannot be told from them.
   */
  readonly introspect?: boolean;
}

/** How the issuer's keys are kept. */
export interface KeyOptions {
  /** For how long after the last good answer they still verify, default 86 400. */
  readonly maxStaleSeconds?: number;
  /** The least time between two fetches that unknown `kid`s cause, default 1000. */
  readonly cooldownMs?: number;
}

/** What {@link createVerifier} takes. */
export interface VerifierOptions {
  /** The service's `PUBLIC_URL`, as the tokens' `iss` has it: `https://id.example.com`. */
  readonly issuer: string;
  /**
   * The uuid of the owner whose users are served; tokens of others are refused. `'any'` accepts the users of every owner of the
   * issuer, and then needs `audience`.
   */
  readonly owner: string;
  /** One of these must stand in the tokens' `aud`. Default: the owner. */
  readonly audience?: string | readonly string[];
  /** The id of a client of the owner that has the scope `verify`, for the feed and for introspection. Default: the owner. */
  readonly clientId?: string;
  /** The secret of that client. The owner's own would do, but it opens everything that the owner may do. */
  readonly secret?: string;
  /** The feed, or `'none'`: then a log-out shows only when the token expires. There is no default: it is a decision. */
  readonly revocations: RevocationOptions | 'none';
  /** Also accept tokens that only the issuer can judge: opaque keys and those signed with HS256 and HS512. */
  readonly introspection?: boolean | IntrospectionOptions;
  /** Tokens of the old formats that are verified here. */
  readonly legacy?: { readonly koko?: KokoOptions };
  /** Default: all three. Each key is bound to one of them by the issuer; tokens choose nothing. */
  readonly algorithms?: readonly Algorithm[];
  /** Seconds by which clocks may differ, default 5, at most 300. */
  readonly clockToleranceSeconds?: number;
  /** Verified tokens that are remembered, default 10 000; 0 verifies every time. */
  readonly cacheSize?: number;
  /** Characters, default 8192. */
  readonly maxTokenLength?: number;
  /** For each exchange with the issuer, default 5000. */
  readonly timeoutMs?: number;
  readonly keys?: KeyOptions;
  /** Accepts an issuer that is reached by plain HTTP and is not on this machine. */
  readonly allowInsecureIssuer?: boolean;
  /** Milliseconds since 1970, by which tokens expire; default `Date.now`. For tests. */
  readonly clock?: () => number;
  /** Milliseconds since some moment, never put back, by which ages are told; default `performance.now`. For tests. */
  readonly monotonicClock?: () => number;
}
