import { choice, dateTime, hmacKey, rsaPrivateKey, rsaPublicKey, settingsTable, text } from '@portero/config';
import { period } from './period.kind';

/** The settings of Koko. */
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
  KOKO_ACCEPT_ISSUED_BEFORE: {
    kind: dateTime(),
    unset: 'none are accepted',
    description:
      'Tokens that the service being replaced issued before this moment are accepted until they expire, for the user whose external id they name. Its key must be carried over.',
  },
  KOKO_SUB: {
    kind: choice('id', 'external'),
    default: 'id',
    description: 'Which id tokens show: ours, or where a user has one that of the service being replaced.',
  },
  KOKO_PUBLIC_KEY: {
    kind: rsaPublicKey(),
    unset: 'only our own keys verify',
    description:
      'The RS256 public key of the Koko service being replaced. It verifies the tokens that are accepted from there.',
  },
  KOKO_APP_KEY: {
    kind: hmacKey(),
    unset: 'refresh tokens of Passport are refused',
    description: '`APP_KEY` of the Koko service being replaced. It opens the refresh tokens that Passport encrypted.',
  },
});
