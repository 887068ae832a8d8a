import { carriedOverPrivateKey } from '@portero/setup';
import { atOrBelow } from '../../http/wire';
import type { WireDefinition } from '../wire-definition';
import { presentKokoFailure } from './koko.errors';
import { kokoLegacyLogIn } from './koko.legacy-log-in';
import { KokoModule } from './koko.module';
import { KOKO_TITLE } from './koko.openapi';
import { KOKO, KokoProfile } from './koko.profile';
import { KOKO_SETTINGS } from './koko.settings';

/** `/api/token/` with a slash belongs to another dialect. Only this exact path is Koko's. */
const REFRESH_PATH = '/api/token';

const isBelow = atOrBelow('/api/login', '/api/oauth');

/** Koko Delivery: Laravel Passport's tokens in a `{success, message, data}` envelope with Spanish sentences. */
export const koko: WireDefinition = {
  name: KOKO,
  kind: 'dialect',
  title: KOKO_TITLE,
  description:
    'Log-in, log-out and refresh with Laravel Passport tokens, in an envelope `{success, message, data}` with Spanish messages.',
  settings: KOKO_SETTINGS,
  bindsOwner: true,
  answers: (path) => path === REFRESH_PATH || isBelow(path),
  securitySchemes: {
    kokoToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A Koko access token.' },
  },
  slashPaths: [`${REFRESH_PATH}/`],
  tokens: KokoProfile,
  module: KokoModule,
  legacyLogIn: kokoLegacyLogIn,
  presentFailure: presentKokoFailure,
  trustedKey: (settings) => settings.of(KOKO_SETTINGS).KOKO_PUBLIC_KEY,
  carriedOverKey: (settings) => carriedOverPrivateKey(settings.of(KOKO_SETTINGS).KOKO_PRIVATE_KEY),
};
