import type { Type } from '@nestjs/common';
import type { Settings, SettingsTable } from '@portero/config';
import type { TokenProfile } from '@portero/identity';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Wire } from '../http/errors/wire';

/** A security scheme (OpenAPI 3.1, section 4.8.27), not a reference to one. */
export type SecuritySchemeObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>[string],
  { $ref: string }
>;

/**
 * What a folder below `dialects/` exports: a published wire, spoken to the letter. A new dialect is one folder and
 * one line in `index.ts`; nothing else changes.
 */
export interface Dialect extends Wire {
  /** Lower case; the name in `DIALECTS` and of its token profile, and the prefix of its settings. */
  readonly name: string;
  /** Its heading in the OpenAPI document. */
  readonly title: string;
  /** One paragraph for the OpenAPI document. */
  readonly description: string;
  /** Settings of its own, read together with all others. */
  readonly settings?: SettingsTable;
  /** Security schemes of its own, for the OpenAPI document. */
  readonly securitySchemes?: Readonly<Record<string, SecuritySchemeObject>>;
  /** Paths on which a trailing slash makes another operation. */
  readonly slashPaths?: readonly string[];
  /** The provider, in its module, of the profile that its tokens follow. */
  readonly tokens: Type<{ readonly profile: TokenProfile }>;
  /** The Nest module with its controllers. */
  readonly module: Type;
  /** A signing key to carry over from the service that it replaces. */
  readonly carriedOverKey?: (settings: Settings) => CarriedOverKey | null;
}

/** A key from elsewhere: the bytes of an HMAC secret, or a PKCS#8 DER document. */
export interface CarriedOverKey {
  readonly alg: 'HS256' | 'HS512' | 'RS256';
  readonly material: Buffer;
}

/** A path test for {@link Dialect.answers}: the given paths and everything below them. */
export function atOrBelow(...roots: readonly string[]): (path: string) => boolean {
  return (path) => roots.some((root) => path === root || path.startsWith(`${root}/`));
}
