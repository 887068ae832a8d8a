export { TOKEN_ERROR_CODES, type TokenErrorCode } from './errors/error-codes.js';
export { errorResponse, type TokenErrorBody, type TokenErrorResponse } from './errors/error-response.js';
export { isTokenError, TokenError } from './errors/token-error.js';
export { wwwAuthenticate } from './errors/www-authenticate.js';
export type { Algorithm } from './keys/verification-key.js';
export type { Identity } from './token/identity.js';
export { createVerifier } from './verifier/create-verifier.js';
export type { TokenVerifier } from './verifier/token-verifier.js';
export type {
  IntrospectionOptions,
  KeyOptions,
  KokoOptions,
  RevocationOptions,
  VerifierOptions,
} from './verifier/verifier-options.js';
export type { VerifierState } from './verifier/verifier-state.js';
