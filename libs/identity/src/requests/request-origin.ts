import { AsyncLocalStorage } from 'node:async_hooks';
import type { NetworkAddress } from './network-address';

/** Where the request that is being served came from, and whose credential it brought. */
export interface RequestOrigin {
  readonly requestId: string;
  /** `null` when the connection has no address, such as one over a Unix socket. */
  readonly from: NetworkAddress | null;
  /** The wire that the request came by: for logs and metrics, never to decide. `null` or absent outside of one. */
  readonly wire?: string | null;
  /** The owner whose credential came with the request, once it was checked. */
  provenOwnerId: number | null;
  /** The uuid of the same owner, for log lines. */
  provenOwnerUuid?: string;
  /** The client of that owner whose credential it was; `null` for the owner's own. */
  provenClientId: string | null;
}

const storage = new AsyncLocalStorage<RequestOrigin>();

/** Runs `work`, and whatever it starts, as part of a request. Whoever speaks to clients calls it once a request. */
export function servingRequest<T>(origin: RequestOrigin, work: () => T): T {
  return storage.run(origin, work);
}

/** The request that the running code belongs to; `null` outside of one, as in a command or a background job. */
export function currentRequest(): RequestOrigin | null {
  return storage.getStore() ?? null;
}
