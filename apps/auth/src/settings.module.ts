import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { PublicUrl } from './http/public-url.service';
import { SETTINGS } from './settings.token';

/** The settings, and what follows from them, everywhere. */
@Global()
@Module({})
export class SettingsModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: SettingsModule,
      providers: [{ provide: SETTINGS, useValue: settings }, PublicUrl],
      exports: [PublicUrl, SETTINGS],
    };
  }
}
