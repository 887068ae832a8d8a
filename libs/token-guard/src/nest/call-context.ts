import type { ExecutionContext } from '@nestjs/common';
import type { TokenError } from '../errors/token-error.js';
import type { TokenErrorResponse } from '../errors/error-response.js';
import type { CredentialSource } from '../requests/credential.js';
import type { Identity } from '../token/identity.js';

/** Teaches the guard a kind of context that is not HTTP. */
export interface ContextAdapter {
  /** Where the token of a call is. Microservices make `{ headers: { authorization: 'Bearer …' } }` of their metadata. */
  source(context: ExecutionContext): CredentialSource;
  /** What is thrown instead of an `HttpException`. */
  exception?(error: TokenError, refusal: TokenErrorResponse): unknown;
}

/** Where a call's own object stands among the arguments; identities are kept by it and end with it. */
const CARRIERS: Readonly<Record<string, number>> = { http: 0, graphql: 2, rpc: 1, ws: 0 };

const identities = new WeakMap<object, Identity>();

/** Remembers who made a call. @throws {TypeError} if the call has no object of its own */
export function attachIdentity(context: ExecutionContext, identity: Identity): void {
  const carrier = carrierOf(context);
  if (carrier === undefined) throw new TypeError(`A ${context.getType()} call has nothing to keep an identity by.`);
  identities.set(carrier, identity);
  if (context.getType() === 'http') Object.assign(carrier, { identity });
}

/** Forgets who made an earlier call with the same object. */
export function detachIdentity(context: ExecutionContext): void {
  const carrier = carrierOf(context);
  if (carrier !== undefined) identities.delete(carrier);
}

/** Who made a call, as the guard found out; `undefined` on public routes. */
export function identityOf(context: ExecutionContext): Identity | undefined {
  const carrier = carrierOf(context);
  return carrier === undefined ? undefined : identities.get(carrier);
}

function carrierOf(context: ExecutionContext): object | undefined {
  const place = CARRIERS[context.getType()];
  const carrier: unknown = place === undefined ? undefined : context.getArgByIndex(place);
  return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
}
