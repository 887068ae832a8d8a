import type { FactoryProvider } from '@nestjs/common';
import { type Settings, SettingsError } from '@portero/config';
import { Clock, Limits } from '@portero/identity';
import { SETTINGS } from '@auth/settings.token';
import { SHOOP_SETTINGS } from '../shoop.settings';
import { Facebook } from './facebook';
import { GraphFacebook } from './graph-facebook';
import { LimitedFacebook } from './limited-facebook';
import { NoFacebook } from './no-facebook';

/** The Facebook client by the settings. An app id without a secret, or the reverse, is an error at start. */
export const FACEBOOK_PROVIDER: FactoryProvider<Facebook> = {
  provide: Facebook,
  inject: [SETTINGS, Clock, Limits],
  useFactory: (settings: Settings, clock: Clock, limits: Limits) => {
    const values = settings.of(SHOOP_SETTINGS);
    const { FACEBOOK_GRAPH_URL: url, FACEBOOK_APP_ID: appId, FACEBOOK_APP_SECRET: appSecret } = values;
    if (appId === null && appSecret === null) return new NoFacebook();
    if (appId === null) throw new SettingsError(['FACEBOOK_APP_ID must be set when FACEBOOK_APP_SECRET is']);
    if (appSecret === null) throw new SettingsError(['FACEBOOK_APP_SECRET must be set when FACEBOOK_APP_ID is']);
    const facebook = new GraphFacebook({ url, appId, appSecret, timeoutMs: values.FACEBOOK_TIMEOUT * 1000 }, clock);
    return new LimitedFacebook(facebook, limits);
  },
};
