import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres/test-database';
import { builtProgram } from '../support/service/built-program';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV } from '../support/service/service';

const BATCH = 10_000;
const ROWS = 35_000;
/** Every 50th row is rejected. */
const BAD = ROWS / 50;

describe('an import that is killed', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-killed-import-'));
  const file = join(folder, 'users.ndjson');
  const rejects = join(folder, 'rejects.ndjson');
  let env: Record<string, string>;
  let portero: PorteroCommand;
  let database: Client;
  let owner: string;
  let program: string;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This needs a PostgreSQL server');
    program = builtProgram('cli');
    env = { ...HARDENED_ENV, DATABASE_URL: url };
    portero = porteroHere(env);
    await portero.json(['migrate']);
    const made = await portero.json(['owners', 'create', '--email', 'kill@import.example', '--name', 'Kill']);
    owner = made.owner.uuid;
    database = new Client({ connectionString: url });
    await database.connect();
    const row = (n: number): string =>
      JSON.stringify(n % 50 === 0 ? { externalId: n } : { externalId: n, email: `u${n}@import.example` });
    writeFileSync(file, Array.from({ length: ROWS }, (_, n) => `${row(n + 1)}\n`).join(''));
  }, 600_000);

  afterAll(async () => {
    await database.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const words = (name: string): string[] => ['users', 'import', name, '--owner', owner, '--rejects', rejects];
  const stored = async () => (await database.query('SELECT * FROM user_imports ORDER BY id DESC LIMIT 1')).rows[0];
  const count = async (what: string): Promise<number> =>
    (await database.query(`SELECT count(${what})::int AS count FROM users`)).rows[0].count;
  const linesRejected = (): number[] =>
    readFileSync(rejects, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { line: number }).line);

  /** Starts the real command, and ends it by SIGKILL in the middle of its third batch: two are committed. */
  async function killed(): Promise<number> {
    const settings = { PATH: process.env['PATH'], ...env };
    await database.query(`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(17); RETURN NEW; END $$`);
    await database.query(`CREATE TRIGGER hold BEFORE UPDATE ON user_imports FOR EACH ROW WHEN (NEW.read > ${2 * BATCH})
      EXECUTE FUNCTION hold()`);
    await database.query('SELECT pg_advisory_lock(17)');
    const child = spawn(process.execPath, [program, ...words(file)], { env: settings, stdio: 'ignore' });
    const exited = once(child, 'exit');
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
    while (child.exitCode === null && (await database.query(waiting)).rowCount === 0) await delay(20);
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await database.query('SELECT pg_advisory_unlock(17)');
    await database.query('DROP TRIGGER hold ON user_imports');
    return (await stored()).read;
  }

  it('goes on where it was, without doubles, with right counts, and with each rejected row once', async () => {
    const read = await killed();
    expect(read).toBe(2 * BATCH);
    expect(await count('*')).toBe(read - Math.floor(read / 50));
    // What a killed process leaves of the batch that it did not commit.
    appendFileSync(rejects, '{"line":34950,"reason":"of a batch that is gone"}\n{"li');

    const { id } = await stored();
    const counts = { read: ROWS, created: ROWS - BAD, updated: 0, skipped: 0, rejected: BAD };
    expect(await portero.json([...words(file), '--resume'])).toMatchObject({ import: id, ...counts });
    expect(await stored()).toMatchObject({ id, ...counts, finished_at: expect.any(Date) });
    expect([await count('*'), await count('DISTINCT email_key')]).toEqual([ROWS - BAD, ROWS - BAD]);
    expect(linesRejected()).toEqual(Array.from({ length: BAD }, (_, n) => (n + 1) * 50));
    expect((await database.query("SELECT FROM audit_events WHERE event = 'users_imported'")).rowCount).toBe(1);

    const finished = await portero.run([...words(file), '--resume']);
    expect(finished).toMatchObject({ exitCode: 1, err: expect.stringContaining('came to its end') });
  });

  it('is not gone on with another file, nor twice at once', async () => {
    await database.query('UPDATE user_imports SET finished_at = NULL, read = 10, created = 10, rejected = 0');
    const other = join(folder, 'other.ndjson');
    writeFileSync(other, '{"email":"other@import.example"}\n');
    const refused = await portero.run([...words(other), '--resume']);
    expect(refused).toMatchObject({ exitCode: 1, err: expect.stringContaining('read another file') });
    const dry = await portero.run([...words(file), '--resume', '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 1, err: expect.stringContaining('dry run') });

    const both = await Promise.all([1, 2].map(() => portero.run([...words(file), '--resume'])));
    expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    expect(both.find(({ exitCode }) => exitCode === 1)?.err).toMatch(/Another process has continued|came to its end/u);
    expect(await stored()).toMatchObject({ read: ROWS, created: 10, skipped: ROWS - BAD - 10, rejected: BAD });
    expect(await count('*')).toBe(ROWS - BAD);
  });
});
