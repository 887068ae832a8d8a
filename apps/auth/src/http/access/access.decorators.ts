import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common';
import type { Client, Owner } from '@portero/database';
import type { ClientScope, Identity } from '@portero/identity';
import type { AuthenticatedRequest } from './authenticated-request';
import { CLIENT_SCOPE } from './client-scope';
import { OptionalOwnerCredentialGuard, OwnerCredentialGuard, OwnerScopeGuard } from './owner-credential.guard';

export type { AuthenticatedRequest } from './authenticated-request';

/**
 * Who may call a route. `public` needs no credential, except what the body carries; `password` logs in; `owner-scoped` needs the
 * owner's credential in hardened mode; `owner-credential` always does; `bearer` needs a live access token, and
 * `signed-bearer` one that was live once.
 */
export type Access = 'public' | 'password' | 'owner-scoped' | 'owner-credential' | 'bearer' | 'signed-bearer';

/** Metadata key of the {@link Access} of a route. */
export const ACCESS = 'portero:access';

/** Declares the scopes, one of which a client of the owner needs for a route that takes the owner's credential. */
export function AllowsClients(...scopes: readonly ClientScope[]): MethodDecorator & ClassDecorator {
  return SetMetadata(CLIENT_SCOPE, scopes);
}

/** Declares a route that anyone may call. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, 'public' satisfies Access);
}

/** Declares a route that takes the owner from the request in documented mode, and needs its credential in hardened. */
export function OwnerScoped(): MethodDecorator & ClassDecorator {
  return guarded('owner-scoped', OwnerScopeGuard);
}

/** Declares a route that anyone may call. A caller with the owner's credential gets more details. */
export function OwnerMayProveItself(): MethodDecorator & ClassDecorator {
  return guarded('public', OptionalOwnerCredentialGuard);
}

/** Declares a route that always needs the owner's credential. */
export function NeedsOwnerCredential(): MethodDecorator & ClassDecorator {
  return guarded('owner-credential', OwnerCredentialGuard);
}

/** Declares a route with a guard of its own. */
export function guarded(access: Access, guard: Type<CanActivate>): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, access), UseGuards(guard));
}

/** The owner whose credential came with the request; `null` when none did, which only some routes allow. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Owner | null => {
  const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  return (user as Owner | undefined) ?? null;
});

/** The client of that owner whose credential it was; `null` for the owner's own. */
export const CallingClient = createParamDecorator((_: unknown, context: ExecutionContext): Client | null => {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().client ?? null;
});

/** The user of the bearer token. */
export const CurrentIdentity = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().user as Identity;
});

/** The id of the bearer token. Only its signature was checked. */
export const SignedTokenId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().user as string;
});
