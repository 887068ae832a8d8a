import { carriedOverSecret } from '@portero/setup';
import { atOrBelow } from '../../http/wire';
import type { WireDefinition } from '../wire-definition';
import { presentAuth100Failure } from './auth100.errors';
import { auth100LegacyLogIn } from './auth100.legacy-log-in';
import { Auth100Module } from './auth100.module';
import { AUTH100, Auth100Profile } from './auth100.profile';
import { AUTH100_SETTINGS } from './auth100.settings';

/** Auth100: owners who manage users, by a flat JSON API with a `result` envelope. */
export const auth100: WireDefinition = {
  name: AUTH100,
  kind: 'dialect',
  title: 'Auth100',
  description:
    'Owners and their users: sign-up, verification by code, log-in, refresh, password change. Errors are RFC 9457 problem documents.',
  settings: AUTH100_SETTINGS,
  answers: atOrBelow('/owner', '/users', '/auth', '/roles', '/countries'),
  securitySchemes: {
    auth100Token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An Auth100 access token.' },
  },
  tokens: Auth100Profile,
  module: Auth100Module,
  legacyLogIn: auth100LegacyLogIn,
  presentFailure: presentAuth100Failure,
  carriedOverKey: (settings) => carriedOverSecret('HS256', settings.of(AUTH100_SETTINGS).AUTH100_SIGNING_KEY),
};
