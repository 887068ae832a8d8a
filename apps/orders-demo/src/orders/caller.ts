import type { Identity } from '@portero/token-guard';

/** Who asks, as far as orders are concerned. */
export interface Caller {
  readonly id: string;
  /** The tenant whose orders there are for this caller. */
  readonly owner: string;
  readonly roles: readonly string[];
}

/** The caller in a verified identity. Routes that need a role never get one without an owner; should one come, it stops here. */
export function callerOf({ subject, owner, roles }: Identity): Caller {
  if (owner === undefined) throw new Error('A caller of no owner');
  return { id: subject, owner, roles };
}
