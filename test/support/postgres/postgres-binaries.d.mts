/** Spawn options under which PostgreSQL and its companions accept to run: another user for root, nothing otherwise. */
export const postgresIdentity: { readonly uid?: number; readonly gid?: number };

/** A new empty folder that `postgresIdentity` can reach. */
export function reachableTemporaryFolder(prefix: string): Promise<string>;
