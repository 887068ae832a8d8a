import type { Identity } from '@portero/token-guard';

/** The caller in terms of orders. */
export interface Caller {
  readonly id: string;
  /** The tenant whose orders this caller may use. */
  readonly owner: string;
  readonly roles: readonly string[];
}

/** The caller of a verified identity. Routes with a role always have an owner; otherwise it throws. */
export function callerOf({ subject, owner, roles }: Identity): Caller {
  if (owner === undefined) throw new Error('A caller of no owner');
  return { id: subject, owner, roles };
}
