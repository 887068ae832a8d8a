import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { secondsAfter } from '@portero/identity';
import { OpaqueKeySource, type OpaqueProfile } from '../../http/access/bearer/opaque-key.guard';
import { SETTINGS } from '../../settings.token';
import { SHOOP_SETTINGS } from './shoop.settings';

/** Name of the dialect and of its token profile. */
export const SHOOP = 'shoop';

/** 20 bytes are the 40 hex digits of the printed key. */
const KEY_BYTES = 20;

/** Opaque keys. A user may have several, and they are never renewed. */
@Injectable()
export class ShoopProfile extends OpaqueKeySource {
  readonly profile: OpaqueProfile;
  readonly headers = ['key', 'x-api-key'];

  constructor(@Inject(SETTINGS) settings: Settings) {
    super();
    const lifetime = settings.of(SHOOP_SETTINGS).SHOOP_KEY_LIFETIME;
    this.profile = {
      name: SHOOP,
      session: { idleSeconds: lifetime, absoluteSeconds: lifetime },
      access: {
        type: 'opaque',
        randomBytes: KEY_BYTES,
        encode: (random) => random.toString('hex'),
        expiresAt: (issuedAt) => secondsAfter(issuedAt, lifetime),
      },
      refresh: null,
      refreshEndsAccess: false,
    };
  }
}
