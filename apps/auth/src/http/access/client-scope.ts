import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Client, Owner } from '@portero/database';
import type { ClientScope, ProvenCaller } from '@portero/identity';
import { EdgeError } from '../errors/failure';
import type { AuthenticatedRequest } from './authenticated-request';

/**
 * Metadata key of the scopes, one of which a client of the owner needs for a route. Without it only the owner itself
 * may call the route.
 */
export const CLIENT_SCOPE = 'portero:client-scope';

/**
 * Admits an authenticated caller to the route as its owner. The owner itself may do everything, a client only what its
 * scopes allow. Throws `forbidden`.
 */
export function admitCaller(context: ExecutionContext, reflector: Reflector, { owner, client }: ProvenCaller): Owner {
  const allowed = reflector.getAllAndOverride<readonly ClientScope[] | undefined>(CLIENT_SCOPE, [
    context.getHandler(),
    context.getClass(),
  ]);
  if (client !== null) assertScope(client, ...(allowed ?? []));
  context.switchToHttp().getRequest<AuthenticatedRequest>().client = client;
  return owner;
}

/** Throws `forbidden` unless it is the owner itself (`null`), or a client with one of the scopes. */
export function assertScope(client: Client | null, ...scopes: readonly ClientScope[]): void {
  if (client === null || scopes.some((scope) => client.scopes.includes(scope))) return;
  throw new EdgeError('forbidden', { missingScope: scopes[0] ?? null });
}
