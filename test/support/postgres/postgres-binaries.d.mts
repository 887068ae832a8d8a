/** Spawn options for PostgreSQL and its tools. For root they name another user, because PostgreSQL refuses to run as root. */
export const postgresIdentity: { readonly uid?: number; readonly gid?: number };

/** A new empty folder that `postgresIdentity` can reach. */
export function reachableTemporaryFolder(prefix: string): Promise<string>;
