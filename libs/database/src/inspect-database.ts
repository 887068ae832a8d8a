import type { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations';
import { hearsNotices } from './server/hears-notices';

/** Facts about the database server. */
export interface DatabaseFacts {
  /** PostgreSQL's `server_version_num`: 180003 is 18.3. */
  readonly version: number;
  /** Of the text in this database; the service needs `UTF8`. */
  readonly encoding: string;
  /** How it writes dates: the driver reads `ISO` only. */
  readonly dateStyle: string;
  /** A standby, or a server or role set to read only. */
  readonly readOnly: boolean;
  readonly maxConnections: number;
  /** Whether LISTEN receives notifications; `true` if the database is read-only and this could not be tested. */
  readonly hearsNotices: boolean;
  /** By how many milliseconds the database's clock is ahead of this machine's, with the uncertainty of the round trip. */
  readonly clockAheadMs: number;
  /** The duration of the query, which is the possible error of `clockAheadMs`. */
  readonly roundTripMs: number;
}

/** Reads the facts that the service depends on. Changes nothing. */
export async function inspectDatabase(dataSource: DataSource): Promise<DatabaseFacts> {
  const asked = Date.now();
  const [row] = await dataSource.query<FactsRow[]>(FACTS);
  const answered = Date.now();
  if (!row) throw new Error('The database did not answer');
  const readOnly = row.read_only === 'on';
  return {
    version: row.version,
    encoding: row.encoding,
    dateStyle: row.date_style,
    readOnly,
    hearsNotices: readOnly || (await hearsNotices(dataSource)),
    maxConnections: row.max_connections,
    clockAheadMs: Math.round(row.milliseconds - (asked + answered) / 2),
    roundTripMs: answered - asked,
  };
}

/** `server_version_num`: 180003 is 18.3. */
export async function inspectServerVersion(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ version: number }[]>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  return row?.version ?? 0;
}

interface FactsRow {
  readonly version: number;
  readonly encoding: string;
  readonly date_style: string;
  readonly read_only: string;
  readonly max_connections: number;
  readonly milliseconds: number;
}

const FACTS = `SELECT
  current_setting('server_version_num')::int AS version,
  current_setting('server_encoding') AS encoding,
  current_setting('DateStyle') AS date_style,
  current_setting('transaction_read_only') AS read_only,
  current_setting('max_connections')::int AS max_connections,
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS milliseconds`;

/** Why a database cannot serve, and what to do about it: a whole sentence each. */
export interface Unfitness {
  readonly message: string;
  readonly remedy: string;
}

/** The first release with `gen_random_uuid()`, which the tables use. */
const OLDEST_MAJOR = 13;

/** The problems of a database that answers; empty if it can be used. */
export function unfitness(facts: DatabaseFacts): readonly Unfitness[] {
  const found: Unfitness[] = [];
  const major = Math.floor(facts.version / 10_000);
  if (major < OLDEST_MAJOR) {
    found.push({
      message: `PostgreSQL ${major} is too old.`,
      remedy: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
    });
  }
  if (facts.encoding !== 'UTF8') {
    found.push({
      message: `Its encoding is ${facts.encoding}: names in other scripts cannot be stored.`,
      remedy: "Move to a database made with ENCODING 'UTF8' (CREATE DATABASE … TEMPLATE template0).",
    });
  }
  if (!facts.dateStyle.startsWith('ISO')) {
    found.push({
      message: `It writes dates as ${facts.dateStyle} (DateStyle): they cannot be read.`,
      remedy: "ALTER DATABASE … SET datestyle = 'ISO', and the same for the role where it is set there.",
    });
  }
  if (facts.readOnly) {
    found.push({
      message: 'It is read-only: a standby, or set so.',
      remedy: 'Point DATABASE_URL at the primary; for the role, ALTER ROLE … RESET default_transaction_read_only.',
    });
  }
  if (!facts.hearsNotices) {
    found.push({
      message: 'Notices are not delivered: a pooler in transaction mode stands before it.',
      remedy: 'Set DATABASE_DIRECT_URL to the server itself; DATABASE_URL stays the pooler.',
    });
  }
  return found;
}

/** The database answers but cannot be used. */
export class UnfitDatabaseError extends Error {
  override readonly name = 'UnfitDatabaseError';

  constructor(readonly reasons: readonly Unfitness[]) {
    super(reasons.map(({ message }) => message).join(' '));
  }
}

/**
 * Refuses a database that would fail the service later.
 *
 * @throws UnfitDatabaseError
 */
export async function assertFit(dataSource: DataSource): Promise<void> {
  const reasons = unfitness(await inspectDatabase(dataSource));
  if (reasons.length > 0) throw new UnfitDatabaseError(reasons);
}

/** When the newest session or signing key was made; `null` when there is none. Needs the tables. */
export async function newestRowAt(dataSource: DataSource): Promise<Date | null> {
  const [row] = await dataSource.query<{ at: Date | null }[]>(NEWEST);
  return row?.at ?? null;
}

const NEWEST =
  'SELECT greatest((SELECT max(created_at) FROM sessions), (SELECT max(created_at) FROM signing_keys)) AS at';

/** The migrations of a database compared with those of this release. Names, oldest first. */
export interface MigrationState {
  /** How many of this release were run. */
  readonly applied: number;
  /** Still to run. */
  readonly pending: readonly string[];
  /** Run by another release, most likely a newer one. */
  readonly unknown: readonly string[];
}

/** Compares the migrations that were run with those of this release. Changes nothing, not even in an empty database. */
export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const known = MIGRATIONS.map((migration) => new migration().name);
  const run = await migrationsRun(dataSource);
  return {
    applied: known.filter((name) => run.includes(name)).length,
    pending: known.filter((name) => !run.includes(name)),
    unknown: run.filter((name) => !known.includes(name)),
  };
}

async function migrationsRun(dataSource: DataSource): Promise<readonly string[]> {
  const [table] = await dataSource.query<{ oid: string | null }[]>(`SELECT to_regclass('migrations') AS oid`);
  if (table?.oid === null || table === undefined) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}
