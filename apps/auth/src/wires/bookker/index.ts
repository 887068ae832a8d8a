import { carriedOverSecret } from '@portero/setup';
import { atOrBelow } from '../../http/wire';
import type { WireDefinition } from '../wire-definition';
import { presentBookkerFailure } from './bookker.errors';
import { bookkerLegacyLogIn } from './bookker.legacy-log-in';
import { BookkerModule } from './bookker.module';
import { BOOKKER_TITLE } from './bookker.openapi';
import { BOOKKER, BookkerProfile } from './bookker.profile';
import { BOOKKER_SETTINGS } from './bookker.settings';

/** Bookker B2B: one HS512 token, renewed while it lives, and errors as Spring Boot words them. */
export const bookker: WireDefinition = {
  name: BOOKKER,
  kind: 'dialect',
  title: BOOKKER_TITLE,
  description:
    'Log-in by alias or e-mail, renewal of the token, and the list of users. Errors are Spring Boot’s `{timestamp, status, error, message, path}`.',
  settings: BOOKKER_SETTINGS,
  bindsOwner: true,
  answers: atOrBelow('/api/v1'),
  securitySchemes: {
    bookkerToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A Bookker token.' },
  },
  tokens: BookkerProfile,
  module: BookkerModule,
  legacyLogIn: bookkerLegacyLogIn,
  presentFailure: presentBookkerFailure,
  carriedOverKey: (settings) => carriedOverSecret('HS512', settings.of(BOOKKER_SETTINGS).BOOKKER_SIGNING_KEY),
};
