import { TokenError } from '../errors/token-error.js';
import { dateClaim, textClaim } from './claims.js';
import { type Identity, NO_ROLES } from './identity.js';
import { sessionInId } from './issue-moment.js';
import { type JsonObject, ownMember } from './json-object.js';

/** The `typ` of Koko's access tokens, which Laravel Passport chose. */
export const KOKO_TYPE = 'jwt';

const USER_NUMBER = /^\d{1,20}$/;
/** The id of the token. Since the second release it stands between the session's id and a checksum. */
const TOKEN_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{80})$/i;

/**
 * The identity in the claims of a Koko access token: a user's number, and neither roles nor owner.
 *
 * @param audience the id of Koko's client
 * @throws {TokenError} `wrong_audience`, `invalid_claims`, `wrong_issuer` if it has an issuer: Koko's tokens never do,
 * so it is a token of another kind with the same keys
 */
export function readKokoToken(claims: JsonObject, audience: string): Identity {
  if (ownMember(claims, 'iss') !== undefined) throw new TokenError('wrong_issuer');
  if (ownMember(claims, 'aud') !== audience) throw new TokenError('wrong_audience');
  const subject = textClaim(claims, 'sub');
  const tokenId = textClaim(claims, 'jti');
  const isKoko = USER_NUMBER.test(subject) && TOKEN_ID.test(tokenId) && Array.isArray(ownMember(claims, 'scopes'));
  if (!isKoko) throw new TokenError('invalid_claims');
  return Object.freeze({
    kind: 'user' as const,
    subject,
    owner: undefined,
    roles: NO_ROLES,
    rolesKnown: false,
    dialect: 'koko',
    emailVerified: false,
    tokenId,
    sessionId: sessionInId(tokenId),
    issuedAt: dateClaim(claims, 'iat'),
    expiresAt: dateClaim(claims, 'exp'),
    verifiedBy: 'signature' as const,
  });
}
