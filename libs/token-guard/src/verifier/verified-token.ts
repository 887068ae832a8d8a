import type { VerificationKey } from '../keys/verification-key.js';
import type { RevocableToken } from '../revocation/revoked-set.js';
import { canonicalId } from '../token/canonical-id.js';
import { issuedAtMs } from '../token/issue-moment.js';
import type { Identity } from '../token/identity.js';

/** A token that was found good once, and what has to be compared each time it comes again. */
export interface VerifiedToken extends RevocableToken {
  /** The token itself; empty if it is not remembered. */
  readonly text: string;
  readonly identity: Identity;
  /** The answer, made once. */
  readonly answer: Promise<Identity>;
  /** Milliseconds since 1970, the tolerance included; `Infinity` if it never expires. */
  readonly expiresAtMs: number;
  /** What signed it; `undefined` if the issuer vouched for it. */
  readonly key: VerificationKey | undefined;
}

/** Keeps what has to be compared beside an identity. */
export function verifiedToken(
  identity: Identity,
  toleranceMs: number,
  key?: VerificationKey,
  text = '',
): VerifiedToken {
  const { tokenId, sessionId, issuedAt, expiresAt } = identity;
  const revocationId = tokenId === undefined ? undefined : canonicalId(tokenId);
  return {
    text,
    identity,
    answer: Promise.resolve(identity),
    revocationId,
    sessionId: sessionId === undefined ? undefined : canonicalId(sessionId),
    issuedAtMs: issuedAtMs(revocationId, issuedAt),
    expiresAtMs: expiresAt === undefined ? Infinity : expiresAt * 1000 + toleranceMs,
    key,
  };
}

/** Characters at the end of a token, which are of its signature: two good tokens never have them in common. */
const NAME_LENGTH = 64;

/** By what a token is remembered: to hash all of it would take most of the time that remembering saves. */
export function nameInCache(token: string): string {
  return token.slice(-NAME_LENGTH);
}
