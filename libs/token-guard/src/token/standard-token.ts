import { TokenError } from '../errors/token-error.js';
import { dateClaim, isMeantFor, optionalText, rolesClaim, textClaim } from './claims.js';
import { type Identity, kindOf, NO_ROLES } from './identity.js';
import { type JsonObject, ownMember } from './json-object.js';

/** The requirements for a standard token. */
export interface StandardExpectations {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** `undefined` accepts every owner of the issuer. */
  readonly owner: string | undefined;
}

/** The `typ` of RFC 9068, section 2.1. */
export const STANDARD_TYPE = 'at+jwt';

/**
 * The identity in the claims of an access token as RFC 9068 describes it. Its times are not compared with the clock here.
 *
 * @throws {TokenError} `wrong_issuer`, `wrong_audience`, `wrong_owner`, `invalid_claims`
 */
export function readStandardToken(claims: JsonObject, expected: StandardExpectations): Identity {
  if (ownMember(claims, 'iss') !== expected.issuer) throw new TokenError('wrong_issuer');
  if (!isMeantFor(claims, expected.audience)) throw new TokenError('wrong_audience');
  const subject = textClaim(claims, 'sub');
  const clientId = textClaim(claims, 'client_id');
  const owner = textClaim(claims, 'owner');
  if (expected.owner !== undefined && owner !== expected.owner) throw new TokenError('wrong_owner');
  const kind = kindOf(subject, clientId, owner);
  const roles = kind === 'user' ? rolesClaim(claims) : NO_ROLES;
  return Object.freeze({
    kind,
    subject,
    owner,
    roles: roles ?? NO_ROLES,
    rolesKnown: roles !== undefined,
    dialect: optionalText(claims, 'dialect'),
    emailVerified: ownMember(claims, 'email_verified') === true,
    tokenId: textClaim(claims, 'jti'),
    sessionId: optionalText(claims, 'sid'),
    issuedAt: dateClaim(claims, 'iat'),
    expiresAt: dateClaim(claims, 'exp'),
    verifiedBy: 'signature' as const,
  });
}
