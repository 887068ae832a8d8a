import { choice, dateTime, duration, hmacKey, integer, list, settingsTable, text } from '@portero/config';

const TEN_YEARS = 3650 * 86_400;

const NAME = text({ expects: 'a name without blanks', pattern: /^[\x21-\x7e]+$/u, maxLength: 200 });

/** The settings of Bookker. */
export const BOOKKER_SETTINGS = settingsTable({
  BOOKKER_ISSUER: { kind: NAME, default: 'secure-api', description: 'The `iss` of every token.' },
  BOOKKER_AUDIENCE: { kind: NAME, default: 'secure-app', description: 'The `aud` of every token.' },
  BOOKKER_TOKEN_LIFETIME: {
    kind: duration({ min: 1, max: TEN_YEARS }),
    default: '864000',
    description: 'How long a token lives. The default is ten days.',
  },
  BOOKKER_ADMIN_ROLES: {
    kind: list(integer({ min: 0, max: 32_767 }), 'comma-separated list of role ids'),
    default: '4,5',
    description: 'The roles that may list users.',
  },
  BOOKKER_SIGNING_ALG: {
    kind: choice('HS512', 'RS256', 'ES256', 'EdDSA'),
    default: 'HS512',
    description: 'What signs its tokens. With anything but HS512 their header names the key, which is in the JWKS.',
  },
  BOOKKER_SIGNING_KEY: {
    kind: hmacKey(),
    unset: 'the service makes its own',
    description: 'The HS512 key of the Bookker service being replaced.',
  },
  BOOKKER_ACCEPT_ISSUED_BEFORE: {
    kind: dateTime(),
    unset: 'none are accepted',
    description:
      'Tokens that the service being replaced issued before this moment are accepted until they expire, for the user whose external id or username they name. Its key must be carried over.',
  },
  BOOKKER_SUB: {
    kind: choice('uuid', 'external', 'username'),
    default: 'uuid',
    description:
      'Which id tokens show: our uuid, or where a user has one the id of the service being replaced, or the username.',
  },
});
