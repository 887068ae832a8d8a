import { afterAll, beforeAll, describe, it } from 'vitest';
import { Client } from 'pg';
import { databaseAway, type Fault, playFault } from '../harness/play';
import { seconds } from '../harness/durations';
import { World } from '../harness/world';

/** SQL on the database of the world, past the proxy. */
async function sql(world: World, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: world.postgres.urlOf('faults') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SET default_transaction_read_only = off');
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const DISCONNECT =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults' AND pid <> pg_backend_pid()";

const READ_ONLY = 'ALTER DATABASE faults SET default_transaction_read_only = on';
const WRITABLE = 'ALTER DATABASE faults RESET default_transaction_read_only';

const FAULTS: Fault[] = [
  {
    name: 'postgres-killed',
    break: ({ postgres }) => postgres.kill(),
    holdMs: seconds(1, 5),
    readyz: 503,
    told: databaseAway(),
    mend: ({ postgres }) => postgres.start(),
  },
  {
    name: 'postgres-restarted',
    break: ({ postgres }) => postgres.restart(),
    holdMs: 0,
    mend: ({ postgres }) => postgres.restart(),
  },
  {
    name: 'postgres-frozen',
    break: ({ postgres }) => postgres.freeze(),
    holdMs: seconds(3, 10),
    told: databaseAway(/The database does not answer \(no answer in time\)/u),
    mend: ({ postgres }) => postgres.thaw(),
  },
  {
    name: 'postgres-slow',
    break: ({ proxy }) => void (proxy.delayMs = 100),
    holdMs: seconds(2, 20),
    readyz: 200,
    mend: ({ proxy }) => void (proxy.delayMs = 0),
  },
  {
    name: 'connections-reset',
    break: async ({ proxy }) => {
      for (let round = 0; round < 20; round += 1) {
        proxy.resetAll();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    holdMs: 0,
    mend: () => undefined,
  },
  {
    name: 'connections-refused',
    break: ({ proxy }) => {
      proxy.refusing = true;
      proxy.resetAll();
    },
    holdMs: seconds(2, 10),
    readyz: 503,
    told: databaseAway(),
    mend: ({ proxy }) => void (proxy.refusing = false),
  },
  {
    name: 'postgres-out-of-connections',
    break: (world) =>
      sql(world, 'ALTER DATABASE faults CONNECTION LIMIT 0', 'ALTER ROLE portero_app CONNECTION LIMIT 0', DISCONNECT),
    holdMs: seconds(2, 10),
    readyz: 503,
    told: databaseAway(/The database (?:does not answer|is unavailable) \(53300\)/u),
    mend: (world) =>
      sql(world, 'ALTER DATABASE faults CONNECTION LIMIT -1', 'ALTER ROLE portero_app CONNECTION LIMIT -1'),
  },
  {
    name: 'postgres-read-only',
    break: (world) => sql(world, READ_ONLY, DISCONNECT),
    holdMs: seconds(2, 10),
    readyz: 503,
    told: databaseAway(/The database takes no writes/u),
    mend: (world) => sql(world, WRITABLE, DISCONNECT),
  },
  {
    name: 'table-locked',
    break: (world) =>
      // Of two that wait for each other, the one whose time is over first is rolled back: not this one.
      sql(
        world,
        "SET deadlock_timeout = '10s'",
        'BEGIN; LOCK TABLE sessions, users IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT',
      ),
    holdMs: 0,
    mend: () => undefined,
  },
];

const TABLES = ['users', 'sessions', 'issued_tokens', 'audit_events'];

const PROVOKE = `CREATE FUNCTION provoke() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF random() < 0.2 THEN RAISE EXCEPTION 'provoked' USING ERRCODE = '40001'; END IF;
    RETURN NEW;
  END $$`;

/** Locks rows in an order of its own while others lock them in theirs, again and again. */
const RIVAL = `DO $$ BEGIN
  FOR round IN 1..20 LOOP
    BEGIN
      PERFORM 1 FROM sessions ORDER BY random() LIMIT 50 FOR UPDATE;
      PERFORM pg_sleep(0.05);
      PERFORM 1 FROM users ORDER BY random() LIMIT 50 FOR UPDATE;
    EXCEPTION WHEN deadlock_detected THEN NULL;
    END;
  END LOOP;
END $$`;

FAULTS.push(
  {
    name: 'serialization-failures',
    break: (world) =>
      sql(
        world,
        PROVOKE,
        ...TABLES.map(
          (table) =>
            `CREATE TRIGGER provoke BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION provoke()`,
        ),
      ),
    holdMs: seconds(2, 15),
    readyz: 200,
    mend: (world) => sql(world, ...TABLES.map((table) => `DROP TRIGGER provoke ON ${table}`), 'DROP FUNCTION provoke'),
  },
  {
    name: 'deadlocks',
    break: (world) => Promise.all([sql(world, RIVAL), sql(world, RIVAL)]).then(() => undefined),
    holdMs: 0,
    mend: () => undefined,
  },
);

describe('faults of a PostgreSQL server', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ database: 'postgres', postgres: { deadlock_timeout: '50ms' } });
  });

  afterAll(() => world.stop());

  it.each(FAULTS)('$name loses nothing', async (fault) => {
    await playFault(world, fault);
  });
});
