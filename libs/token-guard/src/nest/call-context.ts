import type { ExecutionContext } from '@nestjs/common';
import type { TokenError } from '../errors/token-error.js';
import type { TokenErrorResponse } from '../errors/error-response.js';
import type { CredentialSource } from '../requests/credential.js';
import type { Identity } from '../token/identity.js';

/** Adds support for a kind of context that is not HTTP. */
export interface ContextAdapter {
  /** The source of a call's token. Microservices convert their metadata into `{ headers: { authorization: 'Bearer …' } }`. */
  source(context: ExecutionContext): CredentialSource;
  /** The error that is thrown instead of an `HttpException`. */
  exception?(error: TokenError, refusal: TokenErrorResponse): unknown;
}

/** The index of the call's own object among the arguments. The identity is stored by this object and ends with it. */
const CARRIERS: Readonly<Record<string, number>> = { http: 0, graphql: 2, rpc: 1, ws: 0 };

const identities = new WeakMap<object, Identity>();

/** Stores the identity of a call. @throws {TypeError} if the call has no own object */
export function attachIdentity(context: ExecutionContext, identity: Identity): void {
  const carrier = carrierOf(context);
  if (carrier === undefined) throw new TypeError(`A ${context.getType()} call has nothing to keep an identity by.`);
  identities.set(carrier, identity);
  if (context.getType() === 'http') Object.assign(carrier, { identity });
}

/** Removes the identity of an earlier call with the same object. */
export function detachIdentity(context: ExecutionContext): void {
  const carrier = carrierOf(context);
  if (carrier !== undefined) identities.delete(carrier);
}

/** The identity of a call as the guard verified it; `undefined` on public routes. */
export function identityOf(context: ExecutionContext): Identity | undefined {
  const carrier = carrierOf(context);
  return carrier === undefined ? undefined : identities.get(carrier);
}

function carrierOf(context: ExecutionContext): object | undefined {
  const place = CARRIERS[context.getType()];
  const carrier: unknown = place === undefined ? undefined : context.getArgByIndex(place);
  return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
}
