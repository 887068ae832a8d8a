import type { Role } from '@portero/database';
import type { UserToken } from '@portero/identity';

/** The requirements in the query of a proxy, besides a live token. Each is a list of which one item is enough. */
export interface Requirements {
  readonly role: readonly string[];
  readonly owner: readonly string[];
  readonly dialect: readonly string[];
  /** `true`: the e-mail of the user must be verified. Other values are refused. */
  readonly verified: readonly string[];
}

const NAMES = ['role', 'owner', 'dialect', 'verified'] as const;
const VALUE = /^[\w-]{1,64}$/u;

/**
 * Reads `role`, `owner`, `dialect` and `verified` from a URL, each repeated or separated by commas. `null` for a query
 * with anything else, because a misspelt requirement must not be ignored.
 */
export function readRequirements(url: string, roles: readonly Role[]): Requirements | null {
  const query = queryOf(url);
  if (query === null) return null;
  const read = { role: [] as string[], owner: [] as string[], dialect: [] as string[], verified: [] as string[] };
  for (const [name, text] of new URLSearchParams(query)) {
    const values = text.split(',');
    const known = NAMES.find((each) => each === name);
    if (known === undefined || !values.every((value) => VALUE.test(value))) return null;
    read[known].push(...values.map((value) => (known === 'owner' ? value.toLowerCase() : value)));
  }
  if (read.verified.some((value) => value !== 'true')) return null;
  return read.role.every((named) => roles.some((role) => isNamed(role, named))) ? read : null;
}

/** Whether a token meets the requirements. */
export function meets({ subject, session }: UserToken, { role, owner, dialect, verified }: Requirements): boolean {
  if (verified.length > 0 && subject.verifiedAt === null) return false;
  if (role.length > 0 && !role.some((named) => isNamed(subject.role, named))) return false;
  if (owner.length > 0 && !owner.includes(subject.owner.uuid)) return false;
  return dialect.length === 0 || dialect.includes(session.profile);
}

/**
 * `null` if the query is ambiguous: routers drop a `#` with the text after it, and ignore a second `?` at its
 * beginning.
 */
function queryOf(url: string): string | null {
  if (url.includes('#') || url.includes('??')) return null;
  const begin = url.indexOf('?');
  return begin === -1 ? '' : url.slice(begin + 1);
}

/** By its name or its id. */
function isNamed({ id, description }: Role, named: string): boolean {
  return description === named || String(id) === named;
}
