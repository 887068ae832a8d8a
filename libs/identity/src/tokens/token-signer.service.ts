import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IdentityError } from '../identity.errors';
import { isAsymmetric } from '../keys/signing-algorithm';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import { candidateKeys, type KnownKeys, type ProfileGuess } from './candidate-keys';
import { headerOf, isJsonObject, type JsonObject, readClaims, signCompact, verifyCompact } from './jws';
import type { JwtFormat, TokenFacts } from './token-profile';

/** Claims of a token whose signature was checked. Nothing else about them was. */
export type VerifiedClaims = JsonObject;

/** A token that a key of one of our profiles signed. */
export interface SignedToken {
  /** The name of the profile. */
  readonly profile: string;
  readonly claims: VerifiedClaims;
}

/** Longer than any token we issue; whatever is longer is refused before anything is computed. */
export const MAX_TOKEN_LENGTH = 8192;

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
   * Checks a signature with the key of the profile that the header names. Expiry is not judged here: what the
   * database says of the token counts. Throws `token_invalid`.
   */
  async verify(profile: string, token: string): Promise<VerifiedClaims> {
    const signed = await this.recognize([profile], token);
    if (signed === null) throw new IdentityError('token_invalid');
    return signed.claims;
  }

  /**
   * Finds which of the profiles signed a token; `null` when none did, or it is no signed token.
   * @param guess tells by the claims which of several profiles is tried, where the header names no key
   */
  async recognize(profiles: readonly string[], token: string, guess?: ProfileGuess): Promise<SignedToken | null> {
    const header = token.length > MAX_TOKEN_LENGTH ? null : headerOf(token);
    if (header === null) return null;
    const known: KnownKeys[] = [];
    // A promise for each profile would cost more than the signature of the token.
    for (const profile of profiles) {
      known.push({ profile, keys: this.keys.known(profile) ?? (await this.keys.all(profile)) });
    }
    const claims = () => readClaims(token);
    const signed = this.tryAll(token, candidateKeys(header, claims, known, guess));
    if (signed !== null) return signed;
    // The key may have been made a moment ago, and this replica not know it yet.
    for (const { profile, keys } of known) {
      if (!mayBeOfUnknownKey(header, keys)) continue;
      const newer = await this.keys.newerThan(profile, keys);
      const signedByNewer = this.tryAll(token, candidateKeys(header, claims, [{ profile, keys: newer }], guess));
      if (signedByNewer !== null) return signedByNewer;
    }
    return null;
  }

  /**
   * The key of a profile that is to verify a token, by the token's header. The signature is checked here only where the
   * header leaves several keys open. Throws `token_invalid` when no key fits.
   */
  async keyOf(profile: string, token: string): Promise<LoadedKey> {
    const header = token.length > MAX_TOKEN_LENGTH ? null : headerOf(token);
    if (header === null) throw new IdentityError('token_invalid');
    const known = await this.keys.all(profile);
    const named = known.find(({ kid, alg }) => kid === header['kid'] && alg === header['alg']);
    if (named) return named;
    const fitting = [...known, ...(mayBeOfUnknownKey(header, known) ? await this.keys.newerThan(profile, known) : [])];
    const key = fitting.find((each) => each.alg === header['alg'] && this.tryVerify(token, each) !== null);
    if (!key) throw new IdentityError('token_invalid');
    return key;
  }

  private tryAll(token: string, candidates: readonly KnownKeys[]): SignedToken | null {
    for (const { profile, keys } of candidates) {
      for (const key of keys) {
        const claims = this.tryVerify(token, key);
        if (claims) return { profile, claims };
      }
    }
    return null;
  }

  private tryVerify(token: string, key: LoadedKey): VerifiedClaims | null {
    try {
      return key.alg === 'RS256' || key.alg === 'ES256'
        ? this.verifyJwt(token, key, key.alg)
        : verifyCompact(token, key.alg, key.verifying);
    } catch {
      return null;
    }
  }

  private verifyJwt(token: string, key: LoadedKey, alg: 'RS256' | 'ES256'): VerifiedClaims | null {
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
