import { problemAnswer } from '../../http/errors/problem-details';
import { routedPath } from '../../http/requests/request-path';
import { atOrBelow } from '../../http/wire';
import type { WireDefinition } from '../wire-definition';
import { presentOauthFailure } from './oauth.errors';
import { OauthModule } from './oauth.module';
import { OAUTH_TITLE } from './oauth.openapi';
import { OAUTH, OauthProfile } from './oauth.profile';
import { OAUTH_SETTINGS } from './oauth.settings';

/** The paths of RFC 6749, 7009, 7662 and 8693, with the errors of these RFCs. */
const hasOauthErrors = atOrBelow('/oauth');

const isOther = atOrBelow('/forward-auth', '/.well-known');

/** Standard OAuth endpoints for the services behind Portero. */
export const oauth: WireDefinition = {
  name: OAUTH,
  kind: 'standard',
  title: OAUTH_TITLE,
  description:
    'For services that have to know who calls: keys (RFC 7517), metadata (RFC 8414), standard tokens by client credentials and token exchange (RFC 6749, 8693, 9068), introspection (RFC 7662), revocation (RFC 7009), a feed of what was revoked, and forward-auth for proxies.',
  settings: OAUTH_SETTINGS,
  answers: (path) => hasOauthErrors(path) || isOther(path),
  callers: 'back_ends',
  questionPaths: ['/forward-auth'],
  omitsEmptyParameters: hasOauthErrors,
  securitySchemes: {
    anyToken: { type: 'http', scheme: 'bearer', description: 'An access token or key of any dialect.' },
    anyKey: { type: 'apiKey', in: 'header', name: 'key', description: 'A Shoop key.' },
  },
  tokens: OauthProfile,
  module: OauthModule,
  presentFailure: (failure, { url }) =>
    hasOauthErrors(routedPath(url)) ? presentOauthFailure(failure) : problemAnswer(failure),
};
