import { SetMetadata } from '@nestjs/common';
import type { Identity } from '../token/identity.js';

/** Keys of what the decorators say, as `Reflector` finds it. */
export const PUBLIC_METADATA = 'portero:token-guard:public';
/** See {@link PUBLIC_METADATA}. */
export const ROLES_METADATA = 'portero:token-guard:roles';
/** See {@link PUBLIC_METADATA}. */
export const KINDS_METADATA = 'portero:token-guard:kinds';

/** On a handler or a class. */
export type AccessDecorator = MethodDecorator & ClassDecorator;

/** Needs no token, and then none is looked at. On a handler it overrides the class; `@Roles` beside it is stronger. */
export const Public = (): AccessDecorator => SetMetadata(PUBLIC_METADATA, true);

/** Needs one of these roles, by name. On a handler it overrides the class. */
export const Roles = (...roles: readonly [string, ...string[]]): AccessDecorator => SetMetadata(ROLES_METADATA, roles);

/** Accepts these kinds of callers instead of users alone: `@Kinds('user', 'client')`. */
export const Kinds = (...kinds: readonly [Identity['kind'], ...Identity['kind'][]]): AccessDecorator =>
  SetMetadata(KINDS_METADATA, kinds);
