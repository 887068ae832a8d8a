import { isUtf8 } from 'node:buffer';
import { TokenError } from '../errors/token-error.js';
import { type JsonObject, ownMember, parseJsonObject } from './json-object.js';

/** In seconds, since 1970 as in tokens; fractions are allowed (RFC 7519, NumericDate). */
export type NumericDate = number;

const LATEST: NumericDate = 1e11;
const LONGEST_TEXT = 255;
const MOST_ROLES = 100;

/** The claims of a token with a valid signature. @throws {TokenError} `malformed_token` */
export function decodeClaims(payload: string): JsonObject {
  // The signature covers this exact text, so there is no second spelling.
  const bytes = Buffer.from(payload, 'base64url');
  const claims = isUtf8(bytes) ? parseJsonObject(bytes.toString('utf8')) : undefined;
  if (claims === undefined) throw new TokenError('malformed_token');
  return claims;
}

/** A required text. @throws {TokenError} `invalid_claims` */
export function textClaim(claims: JsonObject, name: string): string {
  const value = ownMember(claims, name);
  if (!isText(value)) throw new TokenError('invalid_claims');
  return value;
}

/** An optional text. @throws {TokenError} `invalid_claims` */
export function optionalText(claims: JsonObject, name: string): string | undefined {
  return (ownMember(claims, name) ?? undefined) === undefined ? undefined : textClaim(claims, name);
}

/** A required time. @throws {TokenError} `invalid_claims` */
export function dateClaim(claims: JsonObject, name: string): NumericDate {
  const value = ownMember(claims, name);
  if (typeof value !== 'number' || !(value >= 0 && value <= LATEST)) throw new TokenError('invalid_claims');
  return value;
}

/** An optional time. @throws {TokenError} `invalid_claims` */
export function optionalDate(claims: JsonObject, name: string): NumericDate | undefined {
  return (ownMember(claims, name) ?? undefined) === undefined ? undefined : dateClaim(claims, name);
}

/** The names of the roles, frozen; `undefined` if the token has none. @throws {TokenError} `invalid_claims` */
export function rolesClaim(claims: JsonObject): readonly string[] | undefined {
  const value = ownMember(claims, 'roles') ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length > MOST_ROLES || !value.every(isText))
    throw new TokenError('invalid_claims');
  return Object.freeze(value);
}

/** Whether `aud`, one text or a list, contains one of the accepted audiences exactly. */
export function isMeantFor(claims: JsonObject, accepted: readonly string[]): boolean {
  const audience = ownMember(claims, 'aud');
  const named: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return named.some((each) => typeof each === 'string' && accepted.includes(each));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
}
