import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditEvent } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres/test-database';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const BCRYPT = '$2b$10$PNSYdEPu2UNiQVxrd6uMrOyVEpRJWSg6gsyex8Taneo50xzn3w/sS';

const ROWS = [
  {
    ...{ externalId: '1', email: 'ana@out.example', emailVerified: '2020-01-02T03:04:05.000Z', username: 'ana' },
    ...{ name: 'Ana "A"', surname: 'NULL', phone: '+598 1', country: 'UY', role: 2, disabled: false },
    ...{ createdAt: '2019-05-06T07:08:09.000Z', passwordHash: sha1('ana-old') },
    ...{ externalAccounts: [{ provider: 'facebook', id: '12' }], totpSecret: 'JBSWY3DPEHPK3PXP' },
  },
  {
    ...{ externalId: '2', email: 'ben@out.example', emailVerified: false, name: 'Ben, b.' },
    ...{ country: 'AR', role: 1, disabled: false, createdAt: '2020-01-01T00:00:00.000Z', passwordHash: BCRYPT },
  },
  {
    ...{ externalId: 'x-3', username: 'no.mail', country: 'AR', role: 1, disabled: '2021-01-01T00:00:00.000Z' },
    createdAt: '2020-01-01T00:00:00.000Z',
    passwordHash: { algorithm: 'sha512', hash: 'ab'.repeat(64), salt: 's' },
  },
];

describe('users who leave', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-leaving-'));
  let service: TestService;
  let portero: PorteroCommand;
  let owner: string;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    const env = { ...HARDENED_ENV, DATABASE_URL: url };
    portero = porteroHere(env);
    await portero.json(['migrate']);
    service = await startService(env);
    owner = await defaultOwnerOf(portero);
    await portero.json(['users', 'import', written('in.ndjson', ndjson(ROWS)), '--owner', owner]);
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ndjson = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  const written = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  const exporting = async (name: string, ...words: string[]) => {
    const file = join(folder, name);
    const report = await portero.json(['users', 'export', '--owner', owner, '--out', file, ...words]);
    return { report, file, text: readFileSync(file, 'utf8') };
  };

  it.each(['ndjson', 'csv'])('are rows again, as %s, that another owner imports as they were', async (format) => {
    const { file, report } = await exporting(`all.${format}`, '--with-hashes', '--format', format);
    expect(report).toMatchObject({ users: 3, notes: {} });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const email = `${format}@out.example`;
    const { owner: other } = await portero.json(
      ['owners', 'create', '--email', email, '--name', 'Other'],
      'n0t-common-Pw!',
    );
    const imported = await portero.json(['users', 'import', file, '--owner', other.uuid]);
    expect(imported).toMatchObject({ read: 3, created: 3 });
    const again = ['users', 'export', '--owner', other.uuid, '--with-hashes'];
    const { out } = await portero.run(again);
    const rows = out.trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row))).toEqual(
      ROWS.map((row) => ({
        ...row,
        passwordHash: typeof row.passwordHash === 'string' ? row.passwordHash : JSON.stringify(row.passwordHash),
      })),
    );
  });

  it('show no hash unless asked, and are written down in the audit log', async () => {
    const { out, err } = await portero.run(['users', 'export', '--owner', owner]);
    expect(out).not.toMatch(/passwordHash|totpSecret/u);
    expect(err).toBe('Exported 3 users.\n');
    const warned = await portero.run(['users', 'export', '--owner', owner, '--with-hashes']);
    expect(warned.err).toContain('warning: the rows hold password hashes');
    const events = service.dataSource.getRepository(AuditEvent);
    expect(await events.countBy({ event: 'users_exported', detail: 'without_hashes', actor: 'operator' })).toBe(1);
    const existing = ['users', 'export', '--owner', owner, '--out', written('there', 'x')];
    expect(await portero.run(existing)).toMatchObject({ exitCode: 1, err: expect.stringContaining('exists already') });
  });

  it('go back to Django and to Laravel, with hashes that those verify', async () => {
    const django = await exporting('django.json', '--with-hashes', '--format', 'django');
    const fixture = JSON.parse(django.text) as { pk: number | null; fields: Record<string, unknown> }[];
    expect(fixture.map(({ pk }) => pk)).toEqual([1, 2, null]);
    expect(fixture.map(({ fields }) => fields['password'])).toEqual([
      `sha1$$${sha1('ana-old')}`,
      `bcrypt$${BCRYPT}`,
      '!',
    ]);
    expect(fixture[2]?.fields).toMatchObject({ username: 'no.mail', is_active: false, email: '' });
    expect(Object.values(django.report.notes)).toEqual([1, 1]);

    const laravel = await exporting('laravel.csv', '--with-hashes', '--format', 'laravel');
    expect(laravel.text.trimEnd().split('\n')).toEqual([
      'id,name,email,email_verified_at,password,created_at,updated_at',
      '1,"Ana ""A"" NULL",ana@out.example,2020-01-02 03:04:05,"",2019-05-06 07:08:09,2019-05-06 07:08:09',
      `2,"Ben, b.",ben@out.example,,${BCRYPT.replace('$2b', '$2y')},2020-01-01 00:00:00,2020-01-01 00:00:00`,
    ]);
    expect(laravel.report.notes).toEqual({
      'users without a password that laravel can verify: sha1': 1,
      'users without an e-mail are left out: Laravel has none': 1,
    });
  });

  it('are counted before they come, and followed afterwards', async () => {
    const bad = [{ email: 'a', passwordHash: '$2x$10$abc' }, { email: 'b', passwordHash: '!' }, { email: 'c' }];
    const file = written('census.ndjson', `${ndjson([...ROWS, ...bad])}{broken\n`);
    expect(await portero.json(['users', 'census', file])).toEqual({
      ...{ rows: 7, withoutPassword: 2, unreadable: 1 },
      formats: [
        { format: 'sha1', users: 1, milliseconds: expect.any(Number), memoryMiB: expect.any(Number) },
        { format: 'bcrypt:10', users: 1, milliseconds: expect.any(Number), memoryMiB: expect.any(Number) },
        { format: 'salted-sha512', users: 1, milliseconds: expect.any(Number), memoryMiB: expect.any(Number) },
      ],
      unusable: [{ reason: 'bcrypt is damaged', users: 1, lines: [4] }],
    });

    const progress = () => portero.json(['users', 'progress', '--owner', owner]);
    const before = { users: 3, loggedIn: 0, neverCame: 3, oldHash: 3, oldHashButLoggedIn: 0, disabled: 1 };
    expect(await progress()).toMatchObject({ ...before, withoutPassword: 0 });
    const json = { email: 'ana@out.example', password: 'ana-old', ownerUuid: owner };
    expect((await service.request('POST', '/auth/login', { json })).status).toBe(200);
    expect(await progress()).toMatchObject({ ...before, loggedIn: 1, neverCame: 2, oldHash: 2 });
    const { out } = await portero.run(['users', 'progress', '--owner', owner]);
    expect(out).toMatch(/have logged in +1 +33\.3 %/u);
  });
});
