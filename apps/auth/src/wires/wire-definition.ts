import type { Type } from '@nestjs/common';
import type { Settings, WireDeclaration } from '@portero/config';
import type { LegacyDialect, TokenProfile } from '@portero/identity';
import type { CarriedOverKey } from '@portero/setup';
import type { Wire } from '../http/wire';
import type { DescribedWire } from '../openapi/described-wire';

/**
 * What a folder below `wires/` exports: a published wire, spoken to the letter. A new one is one folder and one line
 * in `index.ts`; nothing else changes.
 */
export interface WireDefinition extends Wire, DescribedWire, WireDeclaration {
  readonly title: string;
  /** The provider, in its module, of the profile that its tokens follow. */
  readonly tokens: Type<{ readonly profile: TokenProfile }>;
  /** The Nest module with its controllers. */
  readonly module: Type;
  /** A signing key to carry over from the service that it replaces. */
  readonly carriedOverKey?: (settings: Settings) => CarriedOverKey | null;
  /** SPKI PEM of an RSA key of the service that it replaces: it verifies old tokens and signs none. */
  readonly trustedKey?: (settings: Settings) => string | null;
  /** How the service that it replaces is asked about a log-in. */
  readonly legacyLogIn?: LegacyDialect;
}
