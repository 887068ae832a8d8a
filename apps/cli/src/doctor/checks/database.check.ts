import type { Settings } from '@portero/config';
import type { DatabaseFacts } from '@portero/database';
import { type Finding, findingsAbout } from '../finding';

const databaseIs = findingsAbout('database');

/** The first release with `gen_random_uuid()`, which the tables use. */
const OLDEST_MAJOR = 13;

/** What PostgreSQL keeps for superusers unless told otherwise. */
const RESERVED_CONNECTIONS = 3;

/** Judges the database that answered. */
export function checkDatabase({ database }: Settings, facts: DatabaseFacts): Finding[] {
  const found: Finding[] = [];
  const major = Math.floor(facts.version / 10_000);
  if (major < OLDEST_MAJOR) {
    found.push(databaseIs.wrong(`PostgreSQL ${major} is too old.`, `Use PostgreSQL ${OLDEST_MAJOR} or newer.`));
  }
  if (facts.encoding !== 'UTF8') {
    const mend = "Move to a database made with ENCODING 'UTF8' (CREATE DATABASE … TEMPLATE template0).";
    found.push(databaseIs.wrong(`Its encoding is ${facts.encoding}: names in other scripts cannot be stored.`, mend));
  }
  if (facts.readOnly) {
    const mend = 'Point DATABASE_URL at the primary; for the role, ALTER ROLE … RESET default_transaction_read_only.';
    found.push(databaseIs.wrong('It is read-only: a standby, or set so.', mend));
  }
  const places = facts.maxConnections - RESERVED_CONNECTIONS;
  if (database.kind === 'server' && database.poolSize > places) {
    const message = `One replica may open ${database.poolSize} connections, and the server has ${places}.`;
    found.push(databaseIs.warning(message, 'Lower DATABASE_POOL_SIZE, or raise max_connections.'));
  }
  return found.length > 0 ? found : [databaseIs.ok(`PostgreSQL ${major}, UTF8, writable.`)];
}
