import { atOrBelow } from '../../http/wire';
import type { WireDefinition } from '../wire-definition';
import { readShoopBody } from './shoop.body';
import { presentShoopFailure } from './shoop.errors';
import { shoopLegacyLogIn } from './shoop.legacy-log-in';
import { ShoopModule } from './shoop.module';
import { SHOOP_TITLE } from './shoop.openapi';
import { SHOOP, ShoopProfile } from './shoop.profile';
import { SHOOP_SETTINGS } from './shoop.settings';

/** Shoop: opaque keys in a `{status, …}` envelope, with log-in by password or Facebook. */
export const shoop: WireDefinition = {
  name: SHOOP,
  kind: 'dialect',
  title: SHOOP_TITLE,
  description:
    'Log-in by password or Facebook, registration and forgotten passwords, with opaque keys and an envelope `{status: 1, …}` or `{status: 0, error}`.',
  settings: SHOOP_SETTINGS,
  bindsOwner: true,
  answers: atOrBelow('/api/v2'),
  securitySchemes: {
    shoopKey: { type: 'apiKey', in: 'header', name: 'key', description: 'A Shoop key.' },
    shoopApiKey: { type: 'apiKey', in: 'header', name: 'X-API-KEY', description: 'The same under another name.' },
    shoopBearer: { type: 'http', scheme: 'bearer', description: 'The same as a Bearer token.' },
  },
  tokens: ShoopProfile,
  module: ShoopModule,
  legacyLogIn: shoopLegacyLogIn,
  readBody: readShoopBody,
  presentFailure: presentShoopFailure,
};
