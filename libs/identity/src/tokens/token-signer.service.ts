import { createHmac, sign as signBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IdentityError } from '../identity.errors';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import type { JwtFormat, TokenFacts } from './token-profile';

/** Claims of a token whose signature was checked. Nothing else about them was. */
export type VerifiedClaims = Readonly<Record<string, unknown>>;

/** Longer than any token we issue; whatever is longer is refused before anything is computed. */
const MAX_TOKEN_LENGTH = 8192;

/** Makes and checks signed tokens (RFC 7515, RFC 7519). The algorithm comes from the profile, never from the token. */
@Injectable()
export class TokenSigner {
  constructor(
    private readonly keys: SigningKeys,
    private readonly jwt: JwtService,
  ) {}

  /** Signs the claims that the format derives from the facts, in exactly that order. */
  sign(format: JwtFormat, facts: TokenFacts, key: LoadedKey): string {
    const claims = format.claims(facts);
    if (format.header) return signWithHeader(format.header(facts), claims, key);
    return this.jwt.sign(claims, {
      privateKey: key.signing,
      algorithm: format.alg,
      // jsonwebtoken adds an `iat` of its own unless the claims have one.
      noTimestamp: claims['iat'] === undefined,
    });
  }

  /**
   * Checks a signature with every key of the profile that may have made it. Expiry is not judged here: what the
   * database says of the token counts. Throws `token_invalid`.
   */
  async verify(profile: string, format: JwtFormat, token: string): Promise<VerifiedClaims> {
    const { claims } = await this.verifyWith(profile, format, token);
    return claims;
  }

  /** The key that made a token. Throws `token_invalid` when none of the profile's did. */
  async keyOf(profile: string, format: JwtFormat, token: string): Promise<LoadedKey> {
    const { key } = await this.verifyWith(profile, format, token);
    return key;
  }

  private async verifyWith(
    profile: string,
    format: JwtFormat,
    token: string,
  ): Promise<{ claims: VerifiedClaims; key: LoadedKey }> {
    if (token.length > MAX_TOKEN_LENGTH) throw new IdentityError('token_invalid');
    const known = await this.keys.all(profile);
    const verified =
      this.tryEach(format, token, known) ??
      // The key may have been made a moment ago, and this replica not know it yet.
      (mayBeOfUnknownKey(format, token, known) &&
        this.tryEach(format, token, await this.keys.newerThan(profile, known)));
    if (!verified) throw new IdentityError('token_invalid');
    return verified;
  }

  private tryEach(
    format: JwtFormat,
    token: string,
    keys: readonly LoadedKey[],
  ): { claims: VerifiedClaims; key: LoadedKey } | null {
    for (const key of keys) {
      const claims = key.alg === format.alg ? this.tryVerify(token, key) : null;
      if (claims) return { claims, key };
    }
    return null;
  }

  private tryVerify(token: string, key: LoadedKey): VerifiedClaims | null {
    try {
      const claims: unknown = this.jwt.verify(token, {
        // The typings lag behind jsonwebtoken, which takes a KeyObject.
        secret: key.verifying as unknown as Buffer,
        algorithms: [key.alg],
        ignoreExpiration: true,
        ignoreNotBefore: true,
      });
      return isRecord(claims) ? claims : null;
    } catch {
      return null;
    }
  }
}

/** Whether a token that no known key made looks like one of ours at all, and does not claim to be of a known key. */
function mayBeOfUnknownKey({ alg }: JwtFormat, token: string, known: readonly LoadedKey[]): boolean {
  const header = headerOf(token);
  return header?.['alg'] === alg && !known.some(({ kid }) => kid === header['kid']);
}

function headerOf(token: string): Record<string, unknown> | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString());
    return isRecord(header) ? header : null;
  } catch {
    return null;
  }
}

/** For headers that jsonwebtoken cannot write, such as one without `typ` or in another order. */
function signWithHeader(header: Record<string, unknown>, claims: Record<string, unknown>, key: LoadedKey): string {
  const input = `${base64url(header)}.${base64url(claims)}`;
  const signature =
    key.alg === 'RS256'
      ? signBytes('sha256', Buffer.from(input), key.signing)
      : createHmac(key.alg === 'HS256' ? 'sha256' : 'sha512', key.signing)
          .update(input)
          .digest();
  return `${input}.${signature.toString('base64url')}`;
}

function base64url(value: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function isRecord(value: unknown): value is VerifiedClaims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
