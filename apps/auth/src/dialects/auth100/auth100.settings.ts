import { choice, settingsTable } from '@portero/config';

/** What can be set of Auth100, besides `AUTH100_SIGNING_KEY`. */
export const AUTH100_SETTINGS = settingsTable({
  AUTH100_SIGNING_ALG: {
    kind: choice('HS256', 'RS256', 'ES256', 'EdDSA'),
    default: 'HS256',
    description: 'What signs its tokens. With anything but HS256 their header names the key, which is in the JWKS.',
  },
});
