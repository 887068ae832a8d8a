import { choice, rsaPrivateKey, settingsTable, text } from '@portero/config';
import { period } from './period.kind';

/** What can be set of Koko. */
export const KOKO_SETTINGS = settingsTable({
  KOKO_ACCESS_LIFETIME: {
    kind: period(),
    default: 'P1Y',
    description: 'How long an access token lives. The default is one calendar year: 365 or 366 days.',
  },
  KOKO_CLIENT_ID: {
    kind: text({ expects: 'the id of an OAuth client, without blanks', pattern: /^[\x21-\x7e]+$/u, maxLength: 100 }),
    default: '1',
    description: 'The `aud` of every access token: the id of the one client that the service being replaced knew.',
  },
  KOKO_SIGNING_ALG: {
    kind: choice('RS256', 'ES256', 'EdDSA'),
    default: 'RS256',
    description: 'What signs its tokens. The public key is in the JWKS.',
  },
  KOKO_PRIVATE_KEY: {
    kind: rsaPrivateKey(),
    unset: 'the service makes its own',
    description: 'The RS256 key of the Koko service being replaced.',
  },
});
