import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { User } from '@portero/database';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const BCRYPT = `$2y$04$${'a'.repeat(53)}`;
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

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    const env = { ...HARDENED_ENV, DATABASE_URL: url, RATE_LIMITS: 'off' };
    portero = porteroHere(env);
    await portero.json(['migrate']);
    service = await startService(env);
    const { owners } = await portero.json<{ owners: { uuid: string; isDefault: boolean }[] }>(['owners', 'list']);
    owner = owners.find(({ isDefault }) => isDefault)?.uuid ?? '';
    [holder, watcher] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    await Promise.all([holder.connect(), watcher.connect()]);
  }, 240_000);

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

  it('fit their password, while they are wrapped and afterwards, and become ours at the first log-in', async () => {
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
    expect(await user('w0@wrap.example')).toMatchObject({ foreignHash: 'bcrypt:4', passwordHash: BCRYPT });
    for (const wrong of ['wrong', md5('old-1')]) expect(await logIn('w1@wrap.example', wrong)).toBe(401);
    expect(await user('w1@wrap.example')).toEqual(one);
    expect(await Promise.all(Array.from({ length: 10 }, () => logIn('w1@wrap.example', 'old-1')))).toEqual(
      Array(10).fill(200),
    );
    const renewed = await user('w1@wrap.example');
    expect(renewed).toMatchObject({ foreignHash: null, passwordHash: expect.stringMatching(/^\$argon2id\$/u) });

    expect(await wrapping()).toEqual({ dryRun: false, weak: [], wrapped: 0, left: 0 });
    // Nobody has used the others: wrapping is no change of the user.
    expect(await portero.json(['users', 'import', '--undo', `${id}`])).toMatchObject({ removed: USERS - 2, kept: 2 });
  });

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
