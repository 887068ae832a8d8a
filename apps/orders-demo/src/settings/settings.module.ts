import { type DynamicModule, Module } from '@nestjs/common';
import { DEMO_SETTINGS, type DemoSettings } from './demo-settings';

/** Provides the settings. */
@Module({})
export class SettingsModule {
  static with(settings: DemoSettings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: DEMO_SETTINGS, useValue: settings }],
      exports: [DEMO_SETTINGS],
    };
  }
}
