import { withDatabase } from './accounts.mjs';

const SESSIONS_PER_USER = 3;
const STEP = 50_000;

/**
 * Gives the users `from`…`to` three sessions each, and one access token for each session. Every row is a copy, with new ids, of
 * a row that the service wrote, so that columns that this file does not know are filled too.
 */
export async function addSessions(databaseUrl, { from, to, tell }) {
  await withDatabase(databaseUrl, async (client) => {
    const sessions = await copyOf(client, 'sessions', {
      id: 'uuid_from(s.user_id, s.nth, 0)',
      user_id: 's.user_id',
    });
    const tokens = await copyOf(client, 'issued_tokens', {
      id: 'uuid_from(s.user_id, s.nth, 1)',
      session_id: 'uuid_from(s.user_id, s.nth, 0)',
      grant_id: 'uuid_from(s.user_id, s.nth, 2)',
      hash: 'NULL',
    });
    await client.query(UUID_FROM);
    for (let first = from; first <= to; first += STEP) {
      const range = [first, Math.min(to, first + STEP - 1)];
      await client.query(`${sessions} ${SOURCE('sessions', "profile = 'simplejwt'")}`, range);
      await client.query(`${tokens} ${SOURCE('issued_tokens', "kind = 'access' AND hash IS NULL")}`, range);
      tell?.(`  ${range[1].toLocaleString('en')} users`);
    }
  });
}

/** A fixed uuid of a user's nth session. The uuids are spread like random ones. */
const UUID_FROM = `
  CREATE OR REPLACE FUNCTION pg_temp.uuid_from(user_id int, nth int, part int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT md5(user_id || ':' || nth || ':' || part)::uuid $$`;

const SOURCE = (table, condition) => `
  FROM (SELECT * FROM ${table} WHERE ${condition} LIMIT 1) model,
       (SELECT u.id AS user_id, nth FROM users u, generate_series(1, ${SESSIONS_PER_USER}) nth
        WHERE u.username_key IN (SELECT 'user' || n FROM generate_series($1::int, $2::int) n)) s`;

/**
 * Adds `count` sessions with a token each, within minutes even for millions. It skips foreign keys, builds the indexes
 * afterwards, and uses ascending ids, so that the primary key only grows at its end. One in `oneIn` ended two days ago.
 */
export async function addManySessions(client, { count, oneIn }) {
  const id = (prefix) => `(lpad(to_hex(n), 8, '0') || '-0000-4000-8000-${prefix}')::uuid`;
  const ended = `CASE WHEN n % ${oneIn} = 0 THEN now() - interval '2 days' END`;
  const sessions = await copyOf(client, 'sessions', {
    id: id('000000000001'),
    user_id: 'users[1 + n % array_length(users, 1)]',
    ended_at: ended,
  });
  const tokens = await copyOf(client, 'issued_tokens', {
    id: id('000000000002'),
    session_id: id('000000000001'),
    grant_id: id('000000000003'),
    hash: 'NULL',
  });
  const rows = 'generate_series(1, $1::int) n';
  await client.query("SET session_replication_role = 'replica'");
  await withoutIndexes(client, 'sessions', () =>
    client.query(
      `${sessions} FROM (SELECT * FROM sessions WHERE profile = 'simplejwt' LIMIT 1) model,
         (SELECT array_agg(id) AS users FROM (SELECT id FROM users LIMIT 10000) u) u, ${rows}`,
      [count],
    ),
  );
  await withoutIndexes(client, 'issued_tokens', () =>
    client.query(
      `${tokens} FROM (SELECT * FROM issued_tokens WHERE kind = 'access' AND hash IS NULL LIMIT 1) model, ${rows}`,
      [count],
    ),
  );
  await client.query("SET session_replication_role = 'origin'");
}

/** Drops all indexes but those of constraints, fills the table, and builds the dropped indexes again. */
async function withoutIndexes(client, table, fill) {
  const { rows } = await client.query(
    `SELECT i.indexrelid::regclass AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await fill();
  await client.query("SET maintenance_work_mem = '1GB'");
  for (const { definition } of rows) await client.query(definition);
}

async function copyOf(client, table, replaced) {
  const { rows } = await client.query(
    `SELECT column_name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' AND is_identity = 'NO'`,
    [table],
  );
  const names = rows.map((row) => row.column_name);
  const values = names.map((name) => replaced[name]?.replace('uuid_from', 'pg_temp.uuid_from') ?? `model.${name}`);
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}`;
}
