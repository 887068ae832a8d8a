import { choice, duration, list, settingsTable, text } from '@portero/config';

const AUDIENCE = text({
  expects: 'a name or URI without blanks',
  pattern: /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/u,
  maxLength: 200,
});

/** The settings of the tokens for other services. */
export const OAUTH_SETTINGS = settingsTable({
  OAUTH_SIGNING_ALG: {
    kind: choice('RS256', 'ES256', 'EdDSA'),
    default: 'RS256',
    description: 'What signs the standard tokens of `POST /oauth/token`.',
  },
  OAUTH_TOKEN_LIFETIME: {
    kind: duration({ min: 1, max: 86_400 }),
    default: '600',
    description: 'How long a standard token lives; an exchanged one never longer than the token it was got for.',
  },
  OAUTH_AUDIENCES: {
    kind: list(AUDIENCE, 'comma-separated list of names or URIs'),
    unset: 'any in documented mode, none in hardened',
    description:
      'What owners may ask for as the `aud` of a standard token, besides their own uuid, which it is when they ask for nothing.',
  },
});
