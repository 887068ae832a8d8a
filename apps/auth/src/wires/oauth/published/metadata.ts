import { GRANTS } from '../token/grants';
import { TOKEN_TYPES } from '../token/token-types';

const CLIENT_METHODS = ['client_secret_basic', 'client_secret_post'] as const;

/** The metadata of the service (RFC 8414). Every URL begins with the issuer. */
export function metadataOf(issuer: string) {
  return {
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    response_types_supported: [],
    grant_types_supported: [...GRANTS.keys()],
    token_endpoint_auth_methods_supported: CLIENT_METHODS,
    introspection_endpoint_auth_methods_supported: CLIENT_METHODS,
    revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
    subject_token_types_supported: TOKEN_TYPES,
    revocations_endpoint: `${issuer}/oauth/revocations`,
    service_documentation: `${issuer}/docs`,
  };
}
