import type { ServerDatabaseSettings } from '../database-settings';
import { defineQuery, type NamedStatement } from '../queries/prepared-query';
import { StatementNames } from '../queries/statement-names';
import { PrimaryPosition } from '../standby/primary-position';
import { StandbyReads } from '../standby/standby-reads';
import { hostClient } from './host-client';
import { HostSelector } from './host-selector';
import { parseServerUrl } from './server-url';

/** A standby that does not accept a connection at once is skipped, because the primary can answer. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Identifies the primary's database, like {@link IDENTITY} for a standby. */
const PRIMARY_DATABASE = defineQuery<{ readonly database: string }>({
  name: 'primary-database',
  text: `SELECT concat((SELECT system_identifier FROM pg_control_system()), ' ',
           (SELECT oid FROM pg_database WHERE datname = current_database())) AS database`,
});

/**
 * Opens the reads from the standby of the settings; `null` without one.
 * @param ask runs a statement without parameters on the primary
 * @throws DatabaseUrlError
 */
export function openStandby(
  { readUrl = null, poolSize, prepared = 'on', statementTimeoutSeconds = 10 }: ServerDatabaseSettings,
  ask: <Row extends object>(query: NamedStatement) => Promise<Row[]>,
): StandbyReads | null {
  if (readUrl === null) return null;
  const url = { ...parseServerUrl(readUrl), needsWritable: false };
  const position = new PrimaryPosition((query) => ask(query));
  const options = {
    application_name: 'portero-reads',
    statement_timeout: statementTimeoutSeconds * 1000,
    ...url.client,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    Client: hostClient(new HostSelector(url), CONNECT_TIMEOUT_MS),
    max: poolSize,
    keepAlive: true,
    idleTimeoutMillis: 60_000,
    // One host name may stand for several standbys, which may change.
    maxLifetimeSeconds: 1_800,
  };
  const comparison = {
    async database() {
      const [row] = await ask<{ database: string }>(PRIMARY_DATABASE);
      return row?.database ?? '';
    },
    position: () => position.now(),
  };
  return new StandbyReads(options, comparison, new StatementNames(prepared, true));
}
