import { GenerationCache } from '../cache/generation-cache.js';
import { isTokenError, TokenError } from '../errors/token-error.js';
import type { Introspector } from '../introspection/introspector.js';
import type { KeySet } from '../keys/key-set.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';
import type { Identity } from '../token/identity.js';
import { parseToken, type SignedToken } from '../token/parse-token.js';
import { judgeSignedToken } from './judge-signed-token.js';
import type { ResolvedOptions } from './resolve-options.js';
import { formatOf } from './token-format.js';
import type { TokenVerifier } from './token-verifier.js';
import { nameInCache, type VerifiedToken, verifiedToken } from './verified-token.js';
import { VerifierCounters, type VerifierState } from './verifier-state.js';

/** The parts of a verifier. */
export interface VerifierParts {
  readonly keys: KeySet;
  readonly feed: RevocationFeed | undefined;
  readonly introspector: Introspector | undefined;
  /** Ends every connection. */
  close(): void;
}

/** The verifier that `createVerifier` makes. */
export class IssuerVerifier implements TokenVerifier {
  private readonly cache: GenerationCache<VerifiedToken>;
  private readonly counters = new VerifierCounters();
  private readonly maxFeedAgeMs: number;
  private isClosed = false;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly parts: VerifierParts,
  ) {
    this.cache = new GenerationCache(options.cacheSize);
    this.maxFeedAgeMs = (options.revocations?.maxAgeSeconds ?? 0) * 1000;
  }

  get acceptsOpaqueKeys(): boolean {
    return this.parts.introspector !== undefined;
  }

  verify(token: string | undefined): Promise<Identity> {
    try {
      if (this.isClosed) throw new TokenError('verifier_closed');
      const now = this.options.clock();
      const known = typeof token === 'string' ? this.cache.get(nameInCache(token)) : undefined;
      if (known !== undefined && known.text === token && this.isSignedByKnownKey(known)) {
        this.admit(known, now);
        this.counters.cacheHits += 1;
        return known.answer;
      }
      return this.verifyNew(token, now);
    } catch (error) {
      return this.refuse(error);
    }
  }

  async ready(): Promise<void> {
    const { keys, feed } = this.parts;
    if (keys.state().count === 0) await keys.refresh();
    await feed?.firstAttempt;
    const { count, lastError } = keys.state();
    if (count === 0) throw new TokenError('keys_unavailable', lastError);
    const state = feed?.state();
    if (state !== undefined && state.ageSeconds === undefined) {
      throw new TokenError('revocations_unavailable', state.lastError);
    }
  }

  close(): void {
    this.isClosed = true;
    this.cache.clear();
    this.parts.close();
  }

  state(): VerifierState {
    const { keys, feed, introspector } = this.parts;
    return {
      keys: keys.state(),
      revocations: feed?.state(),
      introspection: introspector?.state(),
      cache: { size: this.cache.size, hits: this.counters.cacheHits },
      refused: this.counters.refused(),
    };
  }

  private verifyNew(token: string | undefined, now: number): Promise<Identity> {
    const parsed = parseToken(token, this.options.maxTokenLength);
    const text = token as string;
    if (parsed.form === 'opaque') {
      if (this.parts.introspector === undefined) throw new TokenError('token_type_not_accepted');
      return this.refusing(this.introspect(text));
    }
    const format = formatOf(parsed.header, this.options);
    if (format === 'remote') return this.refusing(this.introspect(text));
    if (parsed.header.kid === undefined) throw new TokenError('unknown_key');
    const key = this.parts.keys.find(parsed.header.kid);
    const isAsked = format === 'koko' && this.options.koko?.introspect === true;
    if (key === undefined || isAsked || this.parts.feed?.isSettled === false) {
      return this.refusing(this.verifySlowly(parsed, format, parsed.header.kid));
    }
    return this.accept(judgeSignedToken(parsed, key, format, this.options, now), now);
  }

  private async verifySlowly(parsed: SignedToken, format: 'standard' | 'koko', kid: string): Promise<Identity> {
    const key = await this.parts.keys.resolve(kid);
    await this.parts.feed?.firstAttempt;
    const now = this.options.clock();
    const judged = judgeSignedToken(parsed, key, format, this.options, now);
    if (format !== 'koko' || this.options.koko?.introspect !== true) return this.accept(judged, now);
    // The feed uses the id in the token itself, whatever id the issuer's answer has.
    this.admit(judged, now);
    return this.introspect(parsed.text);
  }

  private async introspect(text: string): Promise<Identity> {
    if (this.parts.introspector === undefined) throw new TokenError('token_type_not_accepted');
    await this.parts.feed?.firstAttempt;
    const identity = await this.parts.introspector.ask(text);
    this.admit(verifiedToken(identity, this.options.toleranceMs), this.options.clock());
    return identity;
  }

  private accept(judged: VerifiedToken, now: number): Promise<Identity> {
    this.admit(judged, now);
    this.cache.set(nameInCache(judged.text), judged);
    return judged.answer;
  }

  /** The checks that are repeated for every use of a token. */
  private admit(token: VerifiedToken, now: number): void {
    if (now >= token.expiresAtMs) throw new TokenError('expired_token');
    const { feed } = this.parts;
    if (feed === undefined) return;
    if (feed.revoked.has(token)) throw new TokenError('revoked_token');
    if (this.options.revocations?.fail === 'closed' && !feed.isCurrent(this.maxFeedAgeMs, now)) {
      throw new TokenError('revocations_unavailable', feed.state().lastError);
    }
  }

  /** If the issuer withdraws a key, its tokens become invalid. This also starts a fetch of a stale set. */
  private isSignedByKnownKey({ key }: VerifiedToken): boolean {
    return key !== undefined && this.parts.keys.find(key.kid) === key;
  }

  private async refusing(pending: Promise<Identity>): Promise<Identity> {
    try {
      return await pending;
    } catch (error) {
      return this.refuse(error);
    }
  }

  /** Counts refusals and rethrows them. */
  // eslint-disable-next-line @typescript-eslint/require-await -- turns what was thrown into a rejection
  private async refuse(error: unknown): Promise<never> {
    if (isTokenError(error)) this.counters.countRefusal(error.code);
    throw error;
  }
}
