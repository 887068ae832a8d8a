import { choice, hmacKey, settingsTable } from '@portero/config';

/** The settings of Auth100. */
export const AUTH100_SETTINGS = settingsTable({
  AUTH100_SIGNING_ALG: {
    kind: choice('HS256', 'RS256', 'ES256', 'EdDSA'),
    default: 'HS256',
    description: 'What signs its tokens. With anything but HS256 their header names the key, which is in the JWKS.',
  },
  AUTH100_SIGNING_KEY: {
    kind: hmacKey(),
    unset: 'the service makes its own',
    description: 'The HS256 key of the Auth100 service being replaced.',
  },
});
