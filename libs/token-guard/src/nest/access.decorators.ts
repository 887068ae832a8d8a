import { SetMetadata } from '@nestjs/common';
import type { Identity } from '../token/identity.js';

/** The metadata keys of the decorators, for `Reflector`. */
export const PUBLIC_METADATA = 'portero:token-guard:public';
/** See {@link PUBLIC_METADATA}. */
export const ROLES_METADATA = 'portero:token-guard:roles';
/** See {@link PUBLIC_METADATA}. */
export const KINDS_METADATA = 'portero:token-guard:kinds';

/** On a handler or a class. */
export type AccessDecorator = MethodDecorator & ClassDecorator;

/**
 * Needs no token, and ignores one that is sent. On a handler it overrides the class; `@Roles` on the same target takes
 * precedence.
 */
export const Public = (): AccessDecorator => SetMetadata(PUBLIC_METADATA, true);

/** Needs one of these roles, by name. On a handler it overrides the class. */
export const Roles = (...roles: readonly [string, ...string[]]): AccessDecorator => SetMetadata(ROLES_METADATA, roles);

/** Accepts these kinds of callers instead of users alone: `@Kinds('user', 'client')`. */
export const Kinds = (...kinds: readonly [Identity['kind'], ...Identity['kind'][]]): AccessDecorator =>
  SetMetadata(KINDS_METADATA, kinds);
