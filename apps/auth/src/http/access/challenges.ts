/** `WWW-Authenticate` of a route that needs a bearer token (RFC 6750, section 3). */
export const BEARER_CHALLENGE = 'Bearer realm="api"';

/** The same for an invalid token. */
export const INVALID_TOKEN_CHALLENGE = `${BEARER_CHALLENGE}, error="invalid_token"`;

/** The same for a valid token whose user may not do this. */
export const INSUFFICIENT_SCOPE_CHALLENGE = `${BEARER_CHALLENGE}, error="insufficient_scope"`;

/** `WWW-Authenticate` of a route that needs the credential of an owner or a client (RFC 7617). */
export const OWNER_CHALLENGE = 'Basic realm="owner", charset="UTF-8"';
