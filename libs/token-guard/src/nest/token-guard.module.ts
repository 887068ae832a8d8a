import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createVerifier } from '../verifier/create-verifier.js';
import type { TokenVerifier } from '../verifier/token-verifier.js';
import {
  TOKEN_GUARD_OPTIONS,
  TOKEN_VERIFIER,
  type TokenGuardAsyncOptions,
  type TokenGuardModuleOptions,
  type TokenGuardPlacement,
} from './token-guard.options.js';
import { TokenGuard } from './token.guard.js';

/** Guards a Nest application. Import it once, in the root module. The verifier can be injected everywhere. */
@Module({})
export class TokenGuardModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(TOKEN_VERIFIER) private readonly verifier: TokenVerifier,
    @Inject(TOKEN_GUARD_OPTIONS) private readonly options: TokenGuardModuleOptions,
  ) {}

  /** With static options. */
  static forRoot(options: TokenGuardModuleOptions & TokenGuardPlacement): DynamicModule {
    return TokenGuardModule.forRootAsync({ ...options, useFactory: () => options });
  }

  /** With options from injected providers. */
  static forRootAsync({ imports, inject, useFactory, guardEveryRoute }: TokenGuardAsyncOptions): DynamicModule {
    return {
      module: TokenGuardModule,
      global: true,
      ...(imports === undefined ? {} : { imports }),
      providers: [
        { provide: TOKEN_GUARD_OPTIONS, useFactory, ...(inject === undefined ? {} : { inject }) },
        { provide: TOKEN_VERIFIER, useFactory: createVerifier, inject: [TOKEN_GUARD_OPTIONS] },
        TokenGuard,
        ...(guardEveryRoute === false ? [] : [{ provide: APP_GUARD, useExisting: TokenGuard }]),
      ],
      exports: [TOKEN_GUARD_OPTIONS, TOKEN_VERIFIER, TokenGuard],
    };
  }

  /** Called by Nest. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.options.waitUntilReady === true) await this.verifier.ready();
  }

  /** Called by Nest when requests are no longer served. */
  onApplicationShutdown(): void {
    this.verifier.close();
  }
}
