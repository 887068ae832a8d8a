// `node bench/capacity.mjs [--users 50000] [--events 200000] [--sweep-rows 30000000]` measures how many bytes a user, a session
// and an audit event take with their indexes, and how long sweeping takes. Sizes are PostgreSQL's relation sizes after filling.
// The sweep runs the service's code. `--sweep-rows` adds a sweep in which one in 250 sessions is deleted from that many
// sessions and tokens; it needs 9 GB and some minutes.
import process from 'node:process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from '../apps/auth/bin/prepare.mjs';
import { killRunning } from './service/child.mjs';
import { withDatabase } from './world/accounts.mjs';
import { addManySessions, addSessions } from './world/growth.mjs';
import { World } from './world/world.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '50000' },
    events: { type: 'string', default: '200000' },
    'sweep-rows': { type: 'string', default: '0' },
    build: { type: 'string' },
  },
});
const [USERS, EVENTS, SWEEP_ROWS] = [values.users, values.events, values['sweep-rows']].map(Number);
const ONE_IN = 250;
const BATCH = 500;

process.on('exit', killRunning);
// `--build` names a finished build, such as one of another checkout.
const build = values.build === undefined ? root : resolve(values.build);
if (values.build === undefined) await prepare();
const world = new World({ build, users: 100 });
try {
  await world.open();
  await world.tokens('simplejwt');
  await withDatabase(world.databaseUrl, measure);
} finally {
  await world.close();
}
process.exit();

async function measure(client) {
  await report(client, ['users'], 'user', USERS, () => world.addUsersTo(world.databaseUrl, 101, 100 + USERS));
  const sessions = 3 * USERS;
  const open = () => addSessions(world.databaseUrl, { from: 101, to: 100 + USERS });
  await report(client, ['sessions', 'issued_tokens'], 'session with one token', sessions, open);
  await report(client, ['audit_events'], 'audit event', EVENTS, () => addEvents(client));
  // All sessions but one, which is the template for those that are added later.
  await client.query(
    `UPDATE sessions SET ended_at = now() - interval '2 days', sweep_at = now() - interval '2 days'
     WHERE id <> (SELECT session_id FROM issued_tokens WHERE kind = 'access' AND hash IS NULL LIMIT 1)`,
  );
  await sweep(client);
  if (SWEEP_ROWS > 0) await sweepOfMany(client, Math.floor(SWEEP_ROWS / 2));
}

async function report(client, tables, name, count, fill) {
  const before = await sizeOf(client, tables);
  await fill();
  await client.query(`VACUUM ANALYZE ${tables.join(', ')}`);
  const bytes = ((await sizeOf(client, tables)) - before) / count;
  console.log(`${name}: ${bytes.toFixed(0)} bytes with indexes (${count.toLocaleString('en')} rows)`);
}

async function sizeOf(client, tables) {
  const { rows } = await client.query(
    'SELECT sum(pg_total_relation_size(t::regclass)) AS bytes FROM unnest($1::text[]) t',
    [tables],
  );
  return Number(rows[0].bytes);
}

/** Adds copies of an event that the service wrote, one a second into the past. */
async function addEvents(client) {
  const { rows } = await client.query(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'audit_events'
     AND is_generated = 'NEVER' AND is_identity = 'NO' AND column_name <> 'id' AND column_name <> 'at'`,
  );
  const names = rows.map((row) => row.column_name).join(', ');
  await client.query(
    `INSERT INTO audit_events (at, ${names}) SELECT now() - n * interval '1 second', ${names}
     FROM (SELECT * FROM audit_events WHERE user_id IS NOT NULL LIMIT 1) model, generate_series(1, $1::int) n`,
    [EVENTS],
  );
}

/** Sweeps among `count` sessions, most of which are live. */
async function sweepOfMany(client, count) {
  await addManySessions(client, { count, oneIn: ONE_IN });
  await sweep(client);
}

/** Deletes ended sessions batch by batch, as the service does, but without its pause between two batches. */
async function sweep(client) {
  const require = createRequire(import.meta.url);
  const { deadSessions } = require(join(build, 'dist/libs/identity/src/sweeping/dead-sessions.js'));
  await client.query('VACUUM ANALYZE sessions, issued_tokens');
  const { rows } = await client.query(
    'SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM issued_tokens) AS n',
  );
  const batch = deadSessions(86_400).begin(new Date());
  const manager = { query: async (text, parameters) => answerOf(await client.query(text, parameters)) };
  const begun = performance.now();
  const [deleted, batches] = [[], []];
  for (let more = true; more;) {
    const before = performance.now();
    await client.query('BEGIN');
    const done = await batch(manager, BATCH);
    await client.query('COMMIT');
    deleted.push(done.deleted);
    batches.push(performance.now() - before);
    more = done.more;
  }
  const total = deleted.reduce((sum, count) => sum + count, 0);
  const seconds = (performance.now() - begun) / 1000;
  const middle = batches.sort((one, other) => one - other)[Math.floor(batches.length / 2)];
  console.log(
    `sweeping ${total.toLocaleString('en')} sessions among ${Number(rows[0].n).toLocaleString('en')} sessions and tokens: ${batches.length} transactions, median ${middle.toFixed(1)} ms, ${seconds.toFixed(1)} s in all`,
  );
}

/** The result as TypeORM returns it: the rows and, for changes, the number of changed rows. */
function answerOf({ command, rows, rowCount }) {
  return command === 'DELETE' || command === 'UPDATE' ? [rows, rowCount] : rows;
}
