import { hash as bcrypt } from '@node-rs/bcrypt';
import { spawn } from 'node:child_process';
import { createHash, pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AuditEvent, User } from '@portero/database';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres/test-database';
import { builtProgram } from '../support/service/built-program';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
/** Slow enough to be left alone. */
const BCRYPT = `$2y$10$${'a'.repeat(53)}`;
/** More than two batches. */
const USERS = 250;

describe('weak hashes that are wrapped', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-wrapping-'));
  let service: TestService;
  let portero: PorteroCommand;
  let holder: Client;
  /** Not a connection of the service: the log-ins that wait may have all of them. */
  let watcher: Client;
  let owner: string;
  let env: Record<string, string>;
  let program: string;

  beforeAll(async () => {
    program = builtProgram('cli');
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    env = { ...HARDENED_ENV, DATABASE_URL: url, RATE_LIMITS: 'off' };
    portero = porteroHere(env);
    await portero.json(['migrate']);
    service = await startService(env);
    owner = await defaultOwnerOf(portero);
    [holder, watcher] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    await Promise.all([holder.connect(), watcher.connect()]);
  }, 600_000);

  afterAll(async () => {
    await Promise.all([holder.end(), watcher.end()]);
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const imported = async (rows: readonly object[]): Promise<{ import: number }> => {
    const file = join(folder, 'users.ndjson');
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return portero.json(['users', 'import', file, '--owner', owner]);
  };
  const wrapping = (...words: string[]) =>
    portero.json<{ wrapped: number; left: number }>(['users', 'wrap-hashes', '--owner', owner, ...words]);
  const logIn = async (email: string, password: string): Promise<number> =>
    (await service.request('POST', '/auth/login', { json: { email, password, ownerUuid: owner } })).status;
  const user = (email: string) => service.dataSource.getRepository(User).findOneByOrFail({ emailKey: email });

  it('match their password during and after the wrapping, and are replaced at the first log-in', async () => {
    const rows = Array.from({ length: USERS }, (_, n) => ({
      email: `w${n}@wrap.example`,
      passwordHash: n === 0 ? BCRYPT : md5(`old-${n}`),
    }));
    const { import: id } = await imported(rows);
    const weak = [{ label: 'md5', users: USERS - 1 }];
    expect(await wrapping('--dry-run')).toEqual({ dryRun: true, weak, wrapped: 0, left: 0 });
    expect((await user('w1@wrap.example')).passwordHash).toBe(md5('old-1'));

    const last = USERS - 1;
    const tries = Array.from({ length: 10 }, () => logIn(`w${last}@wrap.example`, `old-${last}`));
    const [report, ...statuses] = await Promise.all([wrapping(), ...tries]);
    expect(statuses).toEqual(Array(10).fill(200));
    expect(report.wrapped + report.left).toBeGreaterThanOrEqual(USERS - 2);

    const one = await user('w1@wrap.example');
    expect(one).toMatchObject({ foreignHash: 'wrapped-md5', passwordHash: expect.stringContaining('$argon2id$') });
    expect(one.passwordHash).not.toContain(md5('old-1'));
    expect(await user('w0@wrap.example')).toMatchObject({ foreignHash: 'bcrypt:10', passwordHash: BCRYPT });
    for (const wrong of ['wrong', md5('old-1')]) expect(await logIn('w1@wrap.example', wrong)).toBe(401);
    expect(await user('w1@wrap.example')).toEqual(one);
    expect(await Promise.all(Array.from({ length: 10 }, () => logIn('w1@wrap.example', 'old-1')))).toEqual(
      Array(10).fill(200),
    );
    const renewed = await user('w1@wrap.example');
    expect(renewed).toMatchObject({ foreignHash: null, passwordHash: expect.stringMatching(/^\$argon2id\$/u) });

    const audited = () =>
      service.dataSource.getRepository(AuditEvent).countBy({ event: 'hashes_wrapped', actor: 'operator' });
    expect(await audited()).toBe(1);
    expect(await wrapping()).toEqual({ dryRun: false, weak: [], wrapped: 0, left: 0 });
    expect(await audited()).toBe(1);
    // Nobody has used the others: wrapping is no change of the user.
    expect(await portero.json(['users', 'import', '--undo', `${id}`])).toMatchObject({ removed: USERS - 2, kept: 2 });
  });

  it('may be bcrypt and PBKDF2 of a low cost; the command may be killed, and run again finishes', async () => {
    const pbkdf2 = (password: string) => pbkdf2Sync(password, 's4lt', 100, 32, 'sha256').toString('base64');
    const rows = await Promise.all(
      Array.from({ length: USERS }, async (_, n) => ({
        email: `k${n}@kill.example`,
        passwordHash: n % 2 === 0 ? await bcrypt(`old-${n}`, 4) : `pbkdf2_sha256$100$s4lt$${pbkdf2(`old-${n}`)}`,
      })),
    );
    await imported(rows);
    const labels = async () => {
      const { rows: found } = await watcher.query(`SELECT foreign_hash AS label, count(*)::int AS users FROM users
        WHERE email_key LIKE '%@kill.example' GROUP BY foreign_hash ORDER BY foreign_hash`);
      return Object.fromEntries(found.map(({ label, users }) => [label, users])) as Record<string, number>;
    };
    await killedAtThirdBatch();
    expect(await labels()).toEqual({
      ...{ 'bcrypt:4': 25, 'pbkdf2-sha256:100': 25, 'wrapped-bcrypt:4': 100, 'wrapped-pbkdf2-sha256:100': 100 },
    });
    // A user of each kind, before and after the rest is wrapped: nobody is left out.
    for (const n of [0, 1, USERS - 2, USERS - 1]) expect(await logIn(`k${n}@kill.example`, `old-${n}`)).toBe(200);
    expect(await wrapping()).toMatchObject({ wrapped: 48, left: 0 });
    expect(await labels()).toEqual({ 'wrapped-bcrypt:4': 123, 'wrapped-pbkdf2-sha256:100': 123, null: 4 });
    expect(await logIn('k2@kill.example', 'wrong')).toBe(401);
    for (let n = 0; n < USERS; n += 10) {
      const tries = Array.from({ length: 10 }, (_, at) => logIn(`k${n + at}@kill.example`, `old-${n + at}`));
      expect(await Promise.all(tries)).toEqual(Array(10).fill(200));
    }
    expect(await labels()).toEqual({ null: USERS });
  });

  /** Starts the real command, and ends it by SIGKILL while it writes its third batch. */
  async function killedAtThirdBatch(): Promise<void> {
    const { rows } = await holder.query(`SELECT id FROM users WHERE email_key = 'k200@kill.example'`);
    await holder.query(`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(17); RETURN NEW; END $$`);
    await holder.query(`CREATE TRIGGER hold BEFORE UPDATE ON users FOR EACH ROW WHEN (NEW.id = ${Number(rows[0].id)})
      EXECUTE FUNCTION hold()`);
    await holder.query('SELECT pg_advisory_lock(17)');
    const words = ['users', 'wrap-hashes', '--owner', owner];
    const settings = { PATH: process.env['PATH'], ...env };
    const child = spawn(process.execPath, [program, ...words], { env: settings, stdio: 'ignore' });
    const exited = once(child, 'exit');
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
    while (child.exitCode === null && (await watcher.query(waiting)).rowCount === 0) await delay(20);
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await holder.query('SELECT pg_advisory_unlock(17)');
    await holder.query('DROP TRIGGER hold ON users');
  }

  it.each([
    ['wrapped', false],
    ['wrapped, and renewed by another log-in', true],
  ])('do not stop log-ins that have read the hash before it was %s', async (_name, isRenewed) => {
    const [a, b] = [`a-${isRenewed}@race.example`, `b-${isRenewed}@race.example`];
    await imported([{ email: a, passwordHash: md5('race') }]);
    await wrapping();
    const { passwordHash: wrapped } = await user(a);
    if (isRenewed) expect(await logIn(a, 'race')).toBe(200);
    const { passwordHash: ours } = await user(a);
    await imported([{ email: b, passwordHash: md5('race') }]);

    await holder.query('BEGIN');
    const replaced = `UPDATE users SET password_hash = $2::text, foreign_hash = $3, renewal_link =
      sha256(convert_to(concat(password_hash, ' ', $2::text), 'UTF8')) WHERE email_key = $1`;
    await holder.query(replaced, [b, wrapped, 'wrapped-md5']);
    if (isRenewed) await holder.query(replaced, [b, ours, null]);
    const tries = Array.from({ length: 10 }, () => logIn(b, 'race'));
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while ((await watcher.query(waiting)).rowCount === 0) await delay(20);
    await holder.query('COMMIT');
    expect(await Promise.all(tries)).toEqual(Array(10).fill(200));
    expect(await logIn(b, 'wrong')).toBe(401);
    expect(await user(b)).toMatchObject({ foreignHash: null });
  });
});
