import { carriedOverSecret } from '@portero/setup';
import type { WireDefinition } from '../wire-definition';
import { readRequestData } from './rest-framework/request-data';
import { OBTAIN_PATH } from './rest-framework/views';
import { presentSimplejwtFailure } from './simplejwt.errors';
import { simplejwtLegacyLogIn } from './simplejwt.legacy-log-in';
import { SimplejwtModule } from './simplejwt.module';
import { SIMPLEJWT_TITLE } from './simplejwt.openapi';
import { SIMPLEJWT, SimplejwtProfile } from './simplejwt.profile';
import { SIMPLEJWT_SETTINGS } from './simplejwt.settings';

/** Tokens and login endpoints: Django REST framework with SimpleJWT 5.2, its rules for requests included. */
export const simplejwt: WireDefinition = {
  name: SIMPLEJWT,
  kind: 'dialect',
  title: SIMPLEJWT_TITLE,
  description: 'Token pairs as Django REST framework with SimpleJWT 5.2 issues, refreshes and verifies them.',
  settings: SIMPLEJWT_SETTINGS,
  bindsOwner: true,
  takesAnyOrigin: true,
  answers: (path) => path.startsWith(OBTAIN_PATH),
  slashPaths: [OBTAIN_PATH],
  tokens: SimplejwtProfile,
  module: SimplejwtModule,
  legacyLogIn: simplejwtLegacyLogIn,
  readBody: ({ method, headers }, body) =>
    // `OPTIONS` describes and reads nothing; an empty body is no body, whatever its type.
    method === 'OPTIONS' || body.length === 0 ? undefined : readRequestData(headers['content-type'], body),
  presentFailure: presentSimplejwtFailure,
  carriedOverKey: (settings) => carriedOverSecret('HS256', settings.of(SIMPLEJWT_SETTINGS).SIMPLEJWT_SIGNING_KEY),
};
