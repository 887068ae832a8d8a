import { numericDate, type VerifiedClaims } from '@portero/identity';
import { parseInteger } from '../python/python-text';

/** The original's sentences about tokens, in the order of its checks. */
export const TOKEN_PROBLEMS = {
  invalid: 'Token is invalid or expired',
  noExpiry: "Token has no 'exp' claim",
  noId: 'Token has no id',
  noType: 'Token has no type',
  wrongType: 'Token has wrong type',
  blacklisted: 'Token is blacklisted',
} as const;

/** The end of the year 9999, where Python's dates end. */
const LAST_SECOND = 253_402_300_799;

/** One of {@link TOKEN_PROBLEMS}. */
export type TokenProblem = (typeof TOKEN_PROBLEMS)[keyof typeof TOKEN_PROBLEMS];

/**
 * What is wrong with the claims of a well-signed token; `null` for nothing. First the times, as PyJWT checks them
 * without leeway, and then what SimpleJWT wants to be there.
 *
 * @param type what `token_type` must be; `null` where any will do
 */
export function claimsProblem(claims: VerifiedClaims, type: 'refresh' | null, now: Date): TokenProblem | null {
  if (!timesAreRight(claims, numericDate(now))) return TOKEN_PROBLEMS.invalid;
  if (!Object.hasOwn(claims, 'exp')) return TOKEN_PROBLEMS.noExpiry;
  if (!Object.hasOwn(claims, 'jti')) return TOKEN_PROBLEMS.noId;
  if (type === null) return null;
  if (!Object.hasOwn(claims, 'token_type')) return TOKEN_PROBLEMS.noType;
  return claims['token_type'] === type ? null : TOKEN_PROBLEMS.wrongType;
}

function timesAreRight(claims: VerifiedClaims, now: number): boolean {
  return (
    holds(claims, 'iat', (issued) => issued <= now) &&
    holds(claims, 'nbf', (notBefore) => Math.trunc(notBefore) <= now) &&
    holds(claims, 'exp', (expires) => Math.trunc(expires) > now && expires <= LAST_SECOND)
  );
}

/** Whether a claim is absent, or a time that is as it must be. What makes the original fail is not. */
function holds(claims: VerifiedClaims, name: 'iat' | 'nbf' | 'exp', isRight: (seconds: number) => boolean): boolean {
  if (!Object.hasOwn(claims, name)) return true;
  const seconds = secondsOf(claims[name], name === 'nbf');
  return seconds !== null && isRight(seconds);
}

/** Python takes `true` for 1, and PyJWT digits for a number, where it does not compare them afterwards. */
function secondsOf(value: unknown, takesText: boolean): number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return takesText ? parseInteger(value) : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
