import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IdentityError } from '../identity.errors';
import { isAsymmetric, type SigningAlgorithm } from '../keys/signing-algorithm';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import { headerOf, isJsonObject, type JsonObject, signCompact, verifyEdDsa } from './jws';
import type { JwtFormat, TokenFacts } from './token-profile';

/** Claims of a token whose signature was checked. Nothing else about them was. */
export type VerifiedClaims = JsonObject;

/** What a token turned out to be signed with. */
interface Verified {
  readonly claims: VerifiedClaims;
  readonly key: LoadedKey;
}

/** Longer than any token we issue; whatever is longer is refused before anything is computed. */
const MAX_TOKEN_LENGTH = 8192;

/** Makes and checks signed tokens (RFC 7515, RFC 7519). The algorithm is that of the key, never the token's choice. */
@Injectable()
export class TokenSigner {
  constructor(
    private readonly keys: SigningKeys,
    private readonly jwt: JwtService,
  ) {}

  /** Signs the claims that the format derives from the facts, in exactly that order. */
  sign(format: JwtFormat, facts: TokenFacts, key: LoadedKey): string {
    const header = format.header?.(facts) ?? usualHeader(key);
    return signCompact(header, format.claims(facts), key.alg, key.signing);
  }

  /**
   * Checks a signature with every key of the profile that may have made it. Expiry is not judged here: what the
   * database says of the token counts. Throws `token_invalid`.
   */
  async verify(profile: string, token: string): Promise<VerifiedClaims> {
    const { claims } = await this.verifyWith(profile, token);
    return claims;
  }

  /** The key that made a token. Throws `token_invalid` when none of the profile's did. */
  async keyOf(profile: string, token: string): Promise<LoadedKey> {
    const { key } = await this.verifyWith(profile, token);
    return key;
  }

  private async verifyWith(profile: string, token: string): Promise<Verified> {
    if (token.length > MAX_TOKEN_LENGTH) throw new IdentityError('token_invalid');
    const header = headerOf(token);
    if (header === null) throw new IdentityError('token_invalid');
    const known = await this.keys.all(profile);
    const verified =
      this.tryEach(token, header, known) ??
      // The key may have been made a moment ago, and this replica not know it yet.
      (mayBeOfUnknownKey(header, known) && this.tryEach(token, header, await this.keys.newerThan(profile, known)));
    if (!verified) throw new IdentityError('token_invalid');
    return verified;
  }

  private tryEach(token: string, header: JsonObject, keys: readonly LoadedKey[]): Verified | null {
    for (const key of keys) {
      const claims = header['alg'] === key.alg ? this.tryVerify(token, key) : null;
      if (claims) return { claims, key };
    }
    return null;
  }

  private tryVerify(token: string, key: LoadedKey): VerifiedClaims | null {
    try {
      return key.alg === 'EdDSA' ? verifyEdDsa(token, key.verifying) : this.verifyJwt(token, key, key.alg);
    } catch {
      return null;
    }
  }

  private verifyJwt(token: string, key: LoadedKey, alg: Exclude<SigningAlgorithm, 'EdDSA'>): VerifiedClaims | null {
    const claims: unknown = this.jwt.verify(token, {
      // The typings lag behind jsonwebtoken, which takes a KeyObject.
      secret: key.verifying as unknown as Buffer,
      algorithms: [alg],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return isJsonObject(claims) ? claims : null;
  }
}

function usualHeader({ alg, kid }: LoadedKey): JsonObject {
  return isAsymmetric(alg) ? { alg, typ: 'JWT', kid } : { alg, typ: 'JWT' };
}

/** Whether a token that no known key made may be of a new one, and does not claim to be of a known one. */
function mayBeOfUnknownKey(header: JsonObject, known: readonly LoadedKey[]): boolean {
  const isOfOurKind = known.length === 0 || known.some(({ alg }) => alg === header['alg']);
  return isOfOurKind && !known.some(({ kid }) => kid === header['kid']);
}
