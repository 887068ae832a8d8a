/** The error code of RFC 6750, section 3.1; `undefined` if it defines none for this failure. */
type BearerError = 'invalid_request' | 'invalid_token' | 'insufficient_scope' | undefined;

interface ErrorMeaning {
  readonly status: 400 | 401 | 403 | 503;
  readonly bearer: BearerError;
  /** For people, without parts of the token. It has no quotation mark or backslash, because it is used in a header. */
  readonly message: string;
}

const invalidToken = (message: string) => ({ status: 401, bearer: 'invalid_token', message }) as const;
const forbidden = (message: string) => ({ status: 403, bearer: 'insufficient_scope', message }) as const;
const unavailable = (message: string) => ({ status: 503, bearer: undefined, message }) as const;

/** Every failure with its HTTP answer. Codes are stable: new ones may be added, none is removed. */
export const ERROR_MEANINGS = {
  missing_token: { status: 401, bearer: undefined, message: 'No token was sent.' },
  conflicting_credentials: {
    status: 400,
    bearer: 'invalid_request',
    message: 'More than one credential was sent.',
  },
  malformed_token: invalidToken('The token is malformed.'),
  token_too_long: invalidToken('The token is too long.'),
  token_type_not_accepted: invalidToken('Tokens of this type are not accepted here.'),
  algorithm_not_accepted: invalidToken('The algorithm of the token is not accepted.'),
  critical_header: invalidToken('The token asks for an extension that is not understood.'),
  unknown_key: invalidToken('The token is signed with an unknown key.'),
  bad_signature: invalidToken('The signature of the token is wrong.'),
  invalid_claims: invalidToken('The claims of the token are missing or malformed.'),
  wrong_issuer: invalidToken('The token was issued by somebody else.'),
  wrong_audience: invalidToken('The token is meant for somebody else.'),
  wrong_owner: invalidToken('The token belongs to another owner.'),
  expired_token: invalidToken('The token has expired.'),
  not_yet_valid: invalidToken('The token is not valid yet.'),
  revoked_token: invalidToken('The token was revoked.'),
  inactive_token: invalidToken('The token is not active.'),
  not_an_access_token: invalidToken('The token is not an access token.'),
  kind_not_accepted: forbidden('The token is not of a kind that is accepted here.'),
  insufficient_role: forbidden('None of the roles that this needs is held.'),
  roles_unknown: forbidden('The roles of the holder are not known.'),
  keys_unavailable: unavailable('The keys of the issuer cannot be read at the moment.'),
  revocations_unavailable: unavailable('Whether the token was revoked cannot be told at the moment.'),
  introspection_unavailable: unavailable('The issuer cannot be asked about the token at the moment.'),
  verifier_closed: unavailable('The verifier was closed.'),
} as const satisfies Record<string, ErrorMeaning>;

/** The closed list of failures of a token. */
export type TokenErrorCode = keyof typeof ERROR_MEANINGS;

/** Every code of a {@link TokenErrorCode}, for tables that have to be complete. */
export const TOKEN_ERROR_CODES = Object.freeze(Object.keys(ERROR_MEANINGS)) as readonly TokenErrorCode[];
