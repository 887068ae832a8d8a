import type { BlacklistedToken } from '@portero/identity';
import type { FoundRow } from '../users/import/found-row';

/** The blacklist in a file. */
export interface ReadBlacklist {
  readonly tokens: readonly BlacklistedToken[];
  /** Rows that are not part of a Django dump. */
  readonly unreadable: number;
}

type Columns = Readonly<Record<string, unknown>>;

/**
 * Reads Django's `dumpdata token_blacklist`, where a blacklisted token points at an outstanding one, or rows with `jti` and
 * `expires_at`.
 */
export async function readBlacklist(rows: AsyncIterable<FoundRow>): Promise<ReadBlacklist> {
  const outstanding = new Map<unknown, BlacklistedToken>();
  const blacklisted = new Set<unknown>();
  const tokens: BlacklistedToken[] = [];
  let unreadable = 0;
  for await (const row of rows) {
    const columns: Columns = 'columns' in row ? row.columns : {};
    const fields = fieldsOf(columns['fields']);
    const model = columns['model'];
    const token = tokenOf(fields ?? columns);
    if (model === 'token_blacklist.blacklistedtoken' && fields !== null) blacklisted.add(fields['token']);
    else if (token === null) unreadable += model === undefined || model === 'token_blacklist.outstandingtoken' ? 1 : 0;
    else if (model === undefined) tokens.push(token);
    else outstanding.set(columns['pk'], token);
  }
  for (const key of blacklisted) {
    const token = outstanding.get(key);
    if (token === undefined) unreadable += 1;
    else tokens.push(token);
  }
  return { tokens, unreadable };
}

function fieldsOf(value: unknown): Columns | null {
  return typeof value === 'object' && value !== null ? (value as Columns) : null;
}

function tokenOf({ jti, expires_at: end }: Columns): BlacklistedToken | null {
  const expiresAt = new Date(typeof end === 'string' ? end : Number.NaN);
  const isToken = typeof jti === 'string' && jti !== '' && !Number.isNaN(expiresAt.getTime());
  return isToken ? { jti, expiresAt } : null;
}
