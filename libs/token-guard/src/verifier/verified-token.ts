import type { VerificationKey } from '../keys/verification-key.js';
import { canonicalId } from '../token/canonical-id.js';
import type { Identity } from '../token/identity.js';

/** A token that was found good once, and what has to be compared each time it comes again. */
export interface VerifiedToken {
  readonly identity: Identity;
  /** The answer, made once. */
  readonly answer: Promise<Identity>;
  /** As the set of revoked tokens knows it. */
  readonly revocationId: string | undefined;
  /** Milliseconds since 1970, the tolerance included; `Infinity` if it never expires. */
  readonly expiresAtMs: number;
  /** What signed it; `undefined` if the issuer vouched for it. */
  readonly key: VerificationKey | undefined;
}

/** Keeps what has to be compared beside an identity. */
export function verifiedToken(identity: Identity, toleranceMs: number, key?: VerificationKey): VerifiedToken {
  const { tokenId, expiresAt } = identity;
  return {
    identity,
    answer: Promise.resolve(identity),
    revocationId: tokenId === undefined ? undefined : canonicalId(tokenId),
    expiresAtMs: expiresAt === undefined ? Infinity : expiresAt * 1000 + toleranceMs,
    key,
  };
}
