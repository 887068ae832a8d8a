import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { SETTINGS } from './settings.token';

/** The settings, everywhere. */
@Global()
@Module({})
export class SettingsModule {
  static with(settings: Settings): DynamicModule {
    return { module: SettingsModule, providers: [{ provide: SETTINGS, useValue: settings }], exports: [SETTINGS] };
  }
}
