import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IdentityError } from '../identity.errors';
import { isAsymmetric } from '../keys/signing-algorithm';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import { candidateKeys, type KnownKeys, type ProfileGuess } from './candidate-keys';
import { GenuineTokens } from './genuine-tokens';
import { headerOf, isJsonObject, isSignedCompact, type JsonObject, readClaims, signCompact } from './jws';
import type { JwtFormat, TokenFacts } from './token-profile';

/** The claims of a token of which only the signature was checked. */
export type VerifiedClaims = JsonObject;

/** A token that a key of one of our profiles signed. */
export interface SignedToken {
  /** The name of the profile. */
  readonly profile: string;
  readonly claims: VerifiedClaims;
}

/** Reads the claims of a token, whether it is genuine or not. */
type ReadClaims = () => JsonObject | null;

/** Longer than any token we issue. Longer text is refused before any other work. */
export const MAX_TOKEN_LENGTH = 8192;

/** Makes and checks signed tokens (RFC 7515, RFC 7519). The key decides the algorithm, never the token. */
@Injectable()
export class TokenSigner {
  private readonly genuine = new GenuineTokens();

  constructor(
    private readonly keys: SigningKeys,
    private readonly jwt: JwtService,
  ) {}

  /** Signs the claims of the format, in exactly that order. */
  sign(format: JwtFormat, facts: TokenFacts, key: LoadedKey): string {
    const header = format.header?.(facts) ?? usualHeader(key);
    return signCompact(header, format.claims(facts), key.alg, key.signing);
  }

  /**
   * Checks a signature with the key of the profile that the header names. It does not check the expiry, because the
   * database decides whether the token is alive. Throws `token_invalid`.
   */
  async verify(profile: string, token: string): Promise<VerifiedClaims> {
    const signed = await this.recognize([profile], token);
    if (signed === null) throw new IdentityError('token_invalid');
    return signed.claims;
  }

  /**
   * Finds the profile that signed a token; `null` when none did, or when it is not a signed token.
   * @param guess selects one of several profiles by the claims, if the header names no key
   */
  async recognize(profiles: readonly string[], token: string, guess?: ProfileGuess): Promise<SignedToken | null> {
    const header = token.length > MAX_TOKEN_LENGTH ? null : headerOf(token);
    if (header === null) return null;
    const known: KnownKeys[] = [];
    // Awaiting a promise for each profile would cost more than checking the signature.
    for (const profile of profiles) {
      known.push({ profile, keys: this.keys.known(profile) ?? (await this.keys.all(profile)) });
    }
    let read: JsonObject | null | undefined;
    const claims = () => (read ??= readClaims(token));
    const signed = this.tryAll(token, claims, candidateKeys(header, claims, known, guess));
    if (signed !== null) return signed;
    // The key may be new, and this replica may not have it yet.
    for (const { profile, keys } of known) {
      if (!mayBeOfUnknownKey(header, keys)) continue;
      const newer = await this.keys.newerThan(profile, keys);
      const signedByNewer = this.tryAll(
        token,
        claims,
        candidateKeys(header, claims, [{ profile, keys: newer }], guess),
      );
      if (signedByNewer !== null) return signedByNewer;
    }
    return null;
  }

  /**
   * The key of a profile with which to verify a token, by the token's header. The signature is checked here only if the
   * header allows several keys. Throws `token_invalid` when no key fits.
   */
  async keyOf(profile: string, token: string): Promise<LoadedKey> {
    const header = token.length > MAX_TOKEN_LENGTH ? null : headerOf(token);
    if (header === null) throw new IdentityError('token_invalid');
    const known = await this.keys.all(profile);
    const named = known.find(({ kid, alg }) => kid === header['kid'] && alg === header['alg']);
    if (named) return named;
    const fitting = [...known, ...(mayBeOfUnknownKey(header, known) ? await this.keys.newerThan(profile, known) : [])];
    const key = fitting.find(
      (each) => each.alg === header['alg'] && this.tryVerify(token, () => readClaims(token), each) !== null,
    );
    if (!key) throw new IdentityError('token_invalid');
    return key;
  }

  private tryAll(token: string, unverified: ReadClaims, candidates: readonly KnownKeys[]): SignedToken | null {
    for (const { profile, keys } of candidates) {
      for (const key of keys) {
        const claims = this.tryVerify(token, unverified, key);
        if (claims) return { profile, claims };
      }
    }
    return null;
  }

  private tryVerify(token: string, unverified: ReadClaims, key: LoadedKey): VerifiedClaims | null {
    const { alg } = key;
    try {
      return this.genuine.claims(token, key, () => {
        if (alg === 'RS256' || alg === 'ES256') return this.verifyJwt(token, key, alg);
        return isSignedCompact(token, alg, key.verifying) ? unverified() : null;
      });
    } catch {
      return null;
    }
  }

  private verifyJwt(token: string, key: LoadedKey, alg: 'RS256' | 'ES256'): VerifiedClaims | null {
    const claims: unknown = this.jwt.verify(token, {
      // The typings lack KeyObject, which jsonwebtoken accepts.
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

/** Whether a token without a matching key may come from a new key: its header names no known key. */
function mayBeOfUnknownKey(header: JsonObject, known: readonly LoadedKey[]): boolean {
  const isOfOurKind = known.length === 0 || known.some(({ alg }) => alg === header['alg']);
  return isOfOurKind && !known.some(({ kid }) => kid === header['kid']);
}
