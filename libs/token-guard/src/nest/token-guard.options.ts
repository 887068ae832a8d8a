import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency } from '@nestjs/common';
import type { VerifierOptions } from '../verifier/verifier-options.js';
import type { ContextAdapter } from './call-context.js';

/** Injects the `TokenVerifier`, and takes the place of it in tests: `overrideProvider(TOKEN_VERIFIER)`. */
export const TOKEN_VERIFIER = Symbol.for('@portero/token-guard/TokenVerifier');

/** Injects the {@link TokenGuardModuleOptions}. */
export const TOKEN_GUARD_OPTIONS = Symbol.for('@portero/token-guard/Options');

/** What the module takes: everything that `createVerifier` does, and how refusals look. */
export interface TokenGuardModuleOptions extends VerifierOptions {
  /** Stands in `WWW-Authenticate`; default `api`. */
  readonly realm?: string;
  /** By the type of the context. HTTP is there; every other type is refused until it has an adapter. */
  readonly adapters?: Readonly<Record<string, ContextAdapter>>;
  /** Ends the start if keys and revocations cannot be read; default `false`: then requests get a 503 until they can. */
  readonly waitUntilReady?: boolean;
}

/** How the guard is put to work. */
export interface TokenGuardPlacement {
  /** Guards every route, default `true`. `false` leaves it to `@UseGuards(TokenGuard)`, and to whoever forgets it. */
  readonly guardEveryRoute?: boolean;
}

/** What `forRootAsync` takes: options that come from elsewhere, such as a configuration service. */
export interface TokenGuardAsyncOptions extends TokenGuardPlacement, Pick<ModuleMetadata, 'imports'> {
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Nest types factories: the parameters are what `inject` names
  readonly useFactory: (...dependencies: any[]) => TokenGuardModuleOptions | Promise<TokenGuardModuleOptions>;
}
