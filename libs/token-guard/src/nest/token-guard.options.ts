import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency } from '@nestjs/common';
import type { VerifierOptions } from '../verifier/verifier-options.js';
import type { ContextAdapter } from './call-context.js';

/** Injects the `TokenVerifier`. Tests replace it by `overrideProvider(TOKEN_VERIFIER)`. */
export const TOKEN_VERIFIER = Symbol.for('@portero/token-guard/TokenVerifier');

/** Injects the {@link TokenGuardModuleOptions}. */
export const TOKEN_GUARD_OPTIONS = Symbol.for('@portero/token-guard/Options');

/** Options of the module: those of `createVerifier`, and the form of refusals. */
export interface TokenGuardModuleOptions extends VerifierOptions {
  /** The realm in `WWW-Authenticate`; default `api`. */
  readonly realm?: string;
  /** Adapters by the type of the context. HTTP is built in; every other type is refused until it has an adapter. */
  readonly adapters?: Readonly<Record<string, ContextAdapter>>;
  /** Whether the start fails if keys and revocations cannot be read. Default `false`: requests get a 503 until they can. */
  readonly waitUntilReady?: boolean;
}

/** How the guard is applied. */
export interface TokenGuardPlacement {
  /** Guards every route; default `true`. With `false`, only routes with `@UseGuards(TokenGuard)` are guarded. */
  readonly guardEveryRoute?: boolean;
}

/** Options of `forRootAsync`, for example from a configuration service. */
export interface TokenGuardAsyncOptions extends TokenGuardPlacement, Pick<ModuleMetadata, 'imports'> {
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Nest types factories: the parameters are what `inject` names
  readonly useFactory: (...dependencies: any[]) => TokenGuardModuleOptions | Promise<TokenGuardModuleOptions>;
}
