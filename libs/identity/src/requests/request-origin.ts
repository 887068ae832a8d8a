import { ContextVariable } from '@portero/database';
import type { NetworkAddress } from './network-address';

/** The origin of the current request, and its credential. */
export interface RequestOrigin {
  readonly requestId: string;
  /** `null` when the connection has no address, for example over a Unix socket. */
  readonly from: NetworkAddress | null;
  /**
   * The wire of the request, for logs and metrics only: the core must not depend on it. `null` or absent outside of a
   * wire.
   */
  readonly wire?: string | null;
  /** The connection of the client; absent where there is none to lose. */
  readonly connection?: { readonly destroyed: boolean };
  /** The owner whose credential the request has, after it was checked. */
  provenOwnerId: number | null;
  /** The uuid of the same owner, for log lines. */
  provenOwnerUuid?: string;
  /** The client of that owner whose credential it was; `null` for the owner's own. */
  provenClientId: string | null;
}

const current = new ContextVariable<RequestOrigin>();

/** Runs `work`, and everything that it starts and waits for, as part of a request. */
export function servingRequest<T>(origin: RequestOrigin, work: () => T): T {
  return current.run(origin, work);
}

/**
 * Like {@link servingRequest}, but costs less, for work that does not need {@link currentRequest}: that one knows the request
 * only while other requests need theirs, and otherwise knows none.
 */
export function servingWithoutContext<T>(origin: RequestOrigin, work: () => T): T {
  return current.join(origin, work);
}

/** The request to which the running code belongs; `null` outside of one, for example in a command or a background job. */
export function currentRequest(): RequestOrigin | null {
  return current.get() ?? null;
}

/** The network of a caller, as limits count it. All callers without an address count as one. */
export function networkOf({ from }: RequestOrigin): string {
  return from?.network ?? 'no address';
}
