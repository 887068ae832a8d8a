import type { Settings } from '@portero/config';
import { type DatabaseFacts, unfitness } from '@portero/database';
import { type Finding, findingsAbout } from '../finding';

const databaseIs = findingsAbout('database');

/** PostgreSQL's default number of connections for superusers. */
const RESERVED_CONNECTIONS = 3;

/** Checks the database that answered. */
export function checkDatabase({ database }: Settings, facts: DatabaseFacts): Finding[] {
  const found = unfitness(facts).map(({ message, remedy }) => databaseIs.wrong(message, remedy));
  const places = facts.maxConnections - RESERVED_CONNECTIONS;
  if (database.kind === 'server' && database.poolSize > places) {
    const message = `One replica may open ${database.poolSize} connections, and the server has ${places}.`;
    found.push(databaseIs.warning(message, 'Lower DATABASE_POOL_SIZE, or raise max_connections.'));
  }
  return found.length > 0
    ? found
    : [databaseIs.ok(`PostgreSQL ${Math.floor(facts.version / 10_000)}, UTF8, writable.`)];
}
