/** Token types of RFC 8693, section 3. */
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** What may be exchanged and asked for: an access token, which may be called a JWT when it is one. */
export const TOKEN_TYPES: readonly string[] = [ACCESS_TOKEN, JWT];
