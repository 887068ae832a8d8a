import { choice, dateTime, duration, flag, hmacKey, settingsTable } from '@portero/config';

const DAY = 86_400;

/** What can be set of SimpleJWT. */
export const SIMPLEJWT_SETTINGS = settingsTable({
  SIMPLEJWT_ACCESS_SECONDS: {
    kind: duration({ min: 1, max: DAY }),
    default: '300',
    description: 'How long an access token lives.',
  },
  SIMPLEJWT_REFRESH_SECONDS: {
    kind: duration({ min: 1, max: 365 * DAY }),
    default: String(DAY),
    description: 'How long a refresh token lives.',
  },
  SIMPLEJWT_ROTATE_REFRESH: {
    kind: flag(),
    default: 'false',
    description: 'Whether a refresh answers with a new refresh token too, and puts the old one on the blacklist.',
  },
  SIMPLEJWT_SIGNING_ALG: {
    kind: choice('HS256', 'RS256', 'ES256', 'EdDSA'),
    default: 'HS256',
    description: 'What signs its tokens. With anything but HS256 their header names the key, which is in the JWKS.',
  },
  SIMPLEJWT_SIGNING_KEY: {
    kind: hmacKey(),
    unset: 'the service makes its own',
    description: 'The HS256 key of the SimpleJWT service being replaced.',
  },
  SIMPLEJWT_ACCEPT_ISSUED_BEFORE: {
    kind: dateTime(),
    unset: 'none are accepted',
    description:
      'Tokens that the service being replaced issued before this moment are accepted until they expire, for the user whose external id they name. Its key must be carried over.',
  },
  SIMPLEJWT_USER_ID: {
    kind: choice('id', 'external'),
    default: 'id',
    description: 'Which id tokens show: ours, or where a user has one that of the service being replaced.',
  },
});
