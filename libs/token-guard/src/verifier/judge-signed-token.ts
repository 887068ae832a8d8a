import { TokenError } from '../errors/token-error.js';
import type { VerificationKey } from '../keys/verification-key.js';
import { decodeClaims, optionalDate } from '../token/claims.js';
import type { Identity } from '../token/identity.js';
import type { JsonObject } from '../token/json-object.js';
import { readKokoToken } from '../token/koko-token.js';
import type { SignedToken } from '../token/parse-token.js';
import { readStandardToken } from '../token/standard-token.js';
import type { ResolvedOptions } from './resolve-options.js';
import { type VerifiedToken, verifiedToken } from './verified-token.js';

/**
 * The identity of a token with a valid signature and valid claims. Revocations are not checked here.
 *
 * @param now milliseconds since 1970
 * @throws {TokenError} for every invalid token
 */
export function judgeSignedToken(
  token: SignedToken,
  key: VerificationKey,
  format: 'standard' | 'koko',
  options: ResolvedOptions,
  now: number,
): VerifiedToken {
  if (key.algorithm !== token.header.alg) throw new TokenError('algorithm_not_accepted');
  if (!key.hasSigned(token.signingInput, token.signature)) throw new TokenError('bad_signature');
  const claims = decodeClaims(token.payload);
  const identity = identityIn(claims, format, options);
  const judged = verifiedToken(identity, options.toleranceMs, key, token.text);
  if (now >= judged.expiresAtMs) throw new TokenError('expired_token');
  const validFrom = Math.max(optionalDate(claims, 'nbf') ?? 0, identity.issuedAt ?? 0) * 1000;
  if (now < validFrom - options.toleranceMs) throw new TokenError('not_yet_valid');
  return judged;
}

function identityIn(claims: JsonObject, format: 'standard' | 'koko', options: ResolvedOptions): Identity {
  if (format === 'standard') return readStandardToken(claims, options);
  if (options.koko === undefined) throw new TokenError('token_type_not_accepted');
  return readKokoToken(claims, options.koko.audience);
}
