import { TokenError } from '../errors/token-error.js';
import { optionalDate, optionalText, rolesClaim, textClaim } from '../token/claims.js';
import { type Identity, kindOf, NO_ROLES } from '../token/identity.js';
import { type JsonObject, ownMember } from '../token/json-object.js';

/** The requirements for an answer. */
export interface IntrospectionExpectations {
  readonly owner: string;
  /** The dialects whose tokens are accepted; `undefined` accepts all. */
  readonly dialects: readonly string[] | undefined;
}

/**
 * The identity in an answer of RFC 7662, section 2.2. Only a plain `true` means active, and only a token that says it is an
 * access token is one.
 *
 * @throws {TokenError} `inactive_token`, `not_an_access_token`, `wrong_owner`, `token_type_not_accepted`, `invalid_claims`
 */
export function readIntrospectionAnswer(answer: JsonObject, expected: IntrospectionExpectations): Identity {
  if (ownMember(answer, 'active') !== true) throw new TokenError('inactive_token');
  if (ownMember(answer, 'token_use') !== 'access') throw new TokenError('not_an_access_token');
  const owner = textClaim(answer, 'owner');
  if (owner !== expected.owner) throw new TokenError('wrong_owner');
  const dialect = optionalText(answer, 'dialect');
  if (expected.dialects !== undefined && (dialect === undefined || !expected.dialects.includes(dialect))) {
    throw new TokenError('token_type_not_accepted');
  }
  const subject = textClaim(answer, 'sub');
  const kind = kindOf(subject, optionalText(answer, 'client_id'), owner);
  const roles = kind === 'user' ? rolesClaim(answer) : NO_ROLES;
  return Object.freeze({
    kind,
    subject,
    owner,
    roles: roles ?? NO_ROLES,
    rolesKnown: roles !== undefined,
    dialect,
    emailVerified: ownMember(answer, 'email_verified') === true,
    tokenId: optionalText(answer, 'jti'),
    sessionId: optionalText(answer, 'sid'),
    issuedAt: optionalDate(answer, 'iat'),
    expiresAt: optionalDate(answer, 'exp'),
    verifiedBy: 'introspection' as const,
  });
}
