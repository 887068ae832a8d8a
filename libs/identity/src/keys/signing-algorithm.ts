/** JWS algorithms that a profile may sign with (RFC 7518, section 3.1; RFC 8037 for EdDSA, here Ed25519). */
export const SIGNING_ALGORITHMS = ['HS256', 'HS512', 'RS256', 'ES256', 'EdDSA'] as const;

/** One of {@link SIGNING_ALGORITHMS}. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** An algorithm whose verifying key is public. */
export type AsymmetricAlgorithm = Exclude<SigningAlgorithm, 'HS256' | 'HS512'>;

/** Whether the verifying key of an algorithm is public. Keys of other algorithms are never published. */
export function isAsymmetric(alg: SigningAlgorithm): alg is AsymmetricAlgorithm {
  return alg !== 'HS256' && alg !== 'HS512';
}
