import { choice, duration, publicUrl, settingsTable, text } from '@portero/config';
import { SHOOP_KEY_SETTINGS } from '@portero/setup';

/** The settings of Shoop. */
export const SHOOP_SETTINGS = settingsTable({
  SHOOP_SIGNUP: {
    kind: choice('open', 'closed'),
    default: { documented: 'open', hardened: 'closed' },
    description: '`open` lets anyone register by Shoop; `closed` lets nobody.',
  },
  ...SHOOP_KEY_SETTINGS,
  SHOOP_PASSWORD_LINK_LIFETIME: {
    kind: duration({ min: 60, max: 86_400 }),
    default: '3600',
    description: 'How long the link that "forgot password" mails works.',
  },
  SHOOP_VERIFICATION_LINK_LIFETIME: {
    kind: duration({ min: 60, max: 2_592_000 }),
    default: '604800',
    description: 'How long the link works that a new user confirms the e-mail address with.',
  },
  FACEBOOK_GRAPH_URL: {
    kind: publicUrl(),
    default: 'https://graph.facebook.com',
    description: 'The Graph API that Facebook tokens are checked with; a version may stand at its end, as `/v23.0`.',
  },
  FACEBOOK_APP_ID: {
    kind: text({ expects: 'the id of a Facebook app, all digits', pattern: /^\d{1,32}$/u }),
    unset: 'nobody logs in with Facebook',
    description: 'The app whose tokens are accepted. Needs `FACEBOOK_APP_SECRET` too.',
  },
  FACEBOOK_APP_SECRET: {
    kind: text({
      expects: 'the secret of a Facebook app, without blanks',
      pattern: /^[\x21-\x7e]{8,200}$/u,
      secret: true,
    }),
    unset: 'nobody logs in with Facebook',
    description: 'The secret of that app.',
  },
  FACEBOOK_TIMEOUT: {
    kind: duration({ min: 1, max: 30 }),
    default: '3',
    description: 'How long Facebook may take over one token, a second try included, before the answer is 503.',
  },
});
