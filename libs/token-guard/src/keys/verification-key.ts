import { type KeyObject, verify, type VerifyKeyObjectInput } from 'node:crypto';

/** The algorithms that can be configured. All are asymmetric, so that no published key is a secret. */
export type Algorithm = 'RS256' | 'ES256' | 'EdDSA';

/** Every {@link Algorithm}. */
export const ALGORITHMS: readonly Algorithm[] = Object.freeze(['RS256', 'ES256', 'EdDSA']);

/** The length in bytes of an ECDSA signature on P-256 and of an Ed25519 signature. */
const SHORT_SIGNATURE = 64;

/** A public key of the issuer, bound to the one algorithm that it was published for. */
export class VerificationKey {
  private readonly digest: 'sha256' | null;
  private readonly input: VerifyKeyObjectInput;
  private readonly signatureLength: number;

  constructor(
    readonly kid: string,
    readonly algorithm: Algorithm,
    readonly publicKey: KeyObject,
  ) {
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    this.digest = algorithm === 'EdDSA' ? null : 'sha256';
    this.signatureLength = algorithm === 'RS256' ? Math.ceil(bits / 8) : SHORT_SIGNATURE;
    // By default an RSA key from a JWK verifies with PKCS #1 v1.5, as RS256 requires.
    this.input = {
      key: publicKey,
      ...(algorithm === 'ES256' ? { dsaEncoding: 'ieee-p1363' as const } : {}),
    };
  }

  /** Whether another one is the same key for the same purpose. */
  equals(other: VerificationKey): boolean {
    return this.algorithm === other.algorithm && this.publicKey.equals(other.publicKey);
  }

  /** Whether this key made the signature of a text of ASCII characters. Never throws. */
  hasSigned(text: string, signature: Buffer): boolean {
    if (signature.length !== this.signatureLength) return false;
    return verify(this.digest, Buffer.from(text, 'latin1'), this.input, signature);
  }
}
