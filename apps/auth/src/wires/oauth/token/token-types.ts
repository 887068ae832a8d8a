/** Token types of RFC 8693, section 3. */
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** The types that may be exchanged and requested: an access token, or a JWT if it is one. */
export const TOKEN_TYPES: readonly string[] = [ACCESS_TOKEN, JWT];
