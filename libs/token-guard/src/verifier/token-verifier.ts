import type { Identity } from '../token/identity.js';
import type { VerifierState } from './verifier-state.js';

/** Verifies tokens. Make one for each issuer and owner with `createVerifier`, and keep it for the life of the process. */
export interface TokenVerifier {
  /** Whether opaque keys are accepted, and therefore the headers `key` and `x-api-key`. */
  readonly acceptsOpaqueKeys: boolean;
  /**
   * The identity of a token. Cached tokens, and tokens of known keys, need no network access.
   *
   * @param token as it came, without `Bearer`; whatever it is, it rejects with nothing but a {@link TokenError}
   */
  verify(token: string | undefined): Promise<Identity>;
  /**
   * Settled when keys and revocations were read for the first time. Verifying waits for that by itself; a service that
   * would rather not start without them waits here.
   *
   * @throws {TokenError} `keys_unavailable`, `revocations_unavailable`
   */
  ready(): Promise<void>;
  /** Ends timers and connections. Every token is refused from then on. */
  close(): void;
  /** What is known at this moment of keys, feed, cache and refusals. */
  state(): VerifierState;
}
