import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AuditEvent, OutgoingMail, User, UserImport, UserTotpSecret } from '@portero/database';
import { MasterKey } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../support/accounts/authenticator-app';
import { createTestDatabase } from '../support/postgres/test-database';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const GOLDEN = join(__dirname, '../../libs/identity/src/passwords/foreign/golden/python.json');
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as { origin: string; password: string; stored: string }[];
const django = golden.find(({ origin }) => origin === 'Django pbkdf2_sha1');
const bcrypt = golden.find(({ origin }) => origin === 'passlib bcrypt');
/** "12345678901234567890" in base32. */
const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

describe('users of another system', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-moving-'));
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
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const written = (name: string, content: string | Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  const importing = (file: string, ...words: string[]) =>
    portero.json(['users', 'import', file, '--owner', owner, ...words]);

  const users = () => service.dataSource.getRepository(User);

  const auth100 = async (email: string, password: string): Promise<number> =>
    (await service.request('POST', '/auth/login', { json: { email, password, ownerUuid: owner } })).status;

  const simpleJwt = async (email: string, password: string): Promise<number> =>
    (await service.request('POST', '/api/token/', { json: { email, password } })).status;

  const bookker = async (username: string, password: string): Promise<number> =>
    (await service.request('POST', '/api/v1/login', { json: { username, password } })).status;

  it('keep ids, dates, roles and passwords, and log in through two dialects', async () => {
    const rows = [
      {
        ...{ externalId: 17, email: 'Ana@moving.example', emailVerified: true, username: 'ana', name: 'Ana' },
        ...{ country: 'uy', role: 2, createdAt: '2019-05-06T07:08:09Z', passwordHash: bcrypt?.stored },
        ...{ externalAccounts: [{ provider: 'Facebook', id: '1234' }], totpSecret: TOTP_SECRET },
      },
      { externalId: '18', email: 'dan@moving.example', passwordHash: django?.stored },
      {
        externalId: '19',
        username: 'no.mail',
        passwordHash: { algorithm: 'sha1', hash: sha1('s4lt-old'), salt: 's4lt-' },
      },
      { externalId: '20', email: 'out@moving.example', disabled: true, passwordHash: sha1('out') },
    ];
    const lines = rows.map((row) => JSON.stringify(row));
    const bad = [
      '{"email": "not-an-address"}',
      '{broken',
      '{"externalId": 5}',
      '{"email": "x@moving.example", "passwordHash": "$2x$05$abc"}',
      '{"email": "y@moving.example", "role": 99}',
    ];
    const file = written('users.ndjson.gz', gzipSync([...lines.slice(0, 2), ...bad, ...lines.slice(2), ''].join('\n')));
    const rejects = join(folder, 'rejects.ndjson');

    const counts = { read: 9, created: 4, updated: 0, skipped: 0, rejected: 5 };
    expect(await importing(file, '--dry-run')).toMatchObject({ import: null, dryRun: true, ...counts });
    expect(await users().countBy({ externalId: '17' })).toBe(0);
    expect(await service.dataSource.getRepository(UserImport).count()).toBe(0);

    const mails = await service.dataSource.getRepository(OutgoingMail).count();
    const report = await importing(file, '--rejects', rejects);
    expect(report).toMatchObject({ dryRun: false, ...counts });
    const rejected = readFileSync(rejects, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejected.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'email is not an e-mail address',
      'the row is not JSON',
      'neither email nor username is given',
      expect.stringMatching(/^passwordHash: /u),
      'role is unknown',
    ]);

    const ana = await users().findOneByOrFail({ externalId: '17' });
    expect(ana).toMatchObject({
      ...{ email: 'Ana@moving.example', emailKey: 'ana@moving.example', username: 'ana', countryCode: 'UY', roleId: 2 },
      ...{ active: true, foreignHash: 'bcrypt:10', importId: report.import },
      ...{ createdAt: new Date('2019-05-06T07:08:09Z'), verifiedAt: new Date('2019-05-06T07:08:09Z') },
    });
    const totp = await service.dataSource.getRepository(UserTotpSecret).findOneByOrFail({ userId: ana.id });
    const masterKey = service.app.get(MasterKey, { strict: false });
    const secret = masterKey.open(totp.sealed, `totp-secret/${totp.id}`).toString();
    // What the user's app shows goes on to fit: the test vector of RFC 6238, appendix B.
    expect([secret, codeOf(secret, 59, 8)]).toEqual([TOTP_SECRET, '94287082']);
    expect(totp.sealed.includes(TOTP_SECRET)).toBe(false);
    const ofImport = { event: 'users_imported', detail: `import:${report.import}`, actor: 'operator' };
    expect(await service.dataSource.getRepository(AuditEvent).countBy(ofImport)).toBe(1);
    expect(await service.dataSource.getRepository(OutgoingMail).count()).toBe(mails);

    expect(await auth100('ana@moving.example', 'wrong')).toBe(401);
    expect(await auth100('ana@moving.example', bcrypt?.password ?? '')).toBe(200);
    expect(await simpleJwt('ana@moving.example', bcrypt?.password ?? '')).toBe(200);
    expect(await simpleJwt('dan@moving.example', django?.password ?? '')).toBe(200);
    expect(await auth100('dan@moving.example', django?.password ?? '')).toBe(200);
    expect(await bookker('no.mail', 'old')).toBe(200);
    expect(await auth100('out@moving.example', 'out')).not.toBe(200);
    expect((await users().findOneByOrFail({ externalId: '19' })).foreignHash).toBeNull();

    const again = { read: 9, created: 0, updated: 0, skipped: 4, rejected: 5 };
    expect(await importing(file)).toMatchObject(again);
    expect(await importing(file, '--conflict', 'fail')).toMatchObject(again);
  });

  it('are updated when asked, but a password that was used here stays', async () => {
    const row = (more: object): string => JSON.stringify({ externalId: 'u-1', email: 'upd@moving.example', ...more });
    await importing(written('before.ndjson', row({ passwordHash: sha1('one'), name: 'Before' })));
    const newer = written('newer.ndjson', row({ passwordHash: sha1('two'), name: 'After' }));
    expect(await importing(newer, '--conflict', 'update')).toMatchObject({ created: 0, updated: 1 });
    const updated = await users().findOneByOrFail({ externalId: 'u-1' });
    expect(updated).toMatchObject({ name: 'After', importId: null, foreignHash: 'sha1' });
    expect(await auth100('upd@moving.example', 'one')).toBe(401);
    expect(await auth100('upd@moving.example', 'two')).toBe(200);
    const late = written('late.ndjson', row({ passwordHash: sha1('three') }));
    expect(await importing(late, '--conflict', 'update')).toMatchObject({ updated: 1 });
    expect(await auth100('upd@moving.example', 'three')).toBe(401);
    expect(await auth100('upd@moving.example', 'two')).toBe(200);

    const stranger = written('stranger.ndjson', '{"externalId": "other", "email": "upd@moving.example"}');
    expect(await importing(stranger, '--conflict', 'update')).toMatchObject({ rejected: 1, updated: 0 });
    const failed = await portero.run(['users', 'import', stranger, '--owner', owner, '--conflict', 'fail']);
    expect(failed).toMatchObject({ exitCode: 1, err: expect.stringContaining('line 1 exists already') });
  });

  it('whose role or state an update changes lose what carries the old one', async () => {
    const line = (fields: object) => `${JSON.stringify({ email: 'role@moving.example', ...fields })}\n`;
    const first = line({ emailVerified: true, role: 5, passwordHash: sha1('role-old') });
    expect(await importing(written('role-1.ndjson', first))).toMatchObject({ created: 1 });
    const json = { email: 'role@moving.example', password: 'role-old' };
    const { access, refresh } = (await service.request('POST', '/api/token/', { json })).json;
    const login = { json: { ...json, ownerUuid: owner } };
    const { refreshToken } = (await service.request('POST', '/auth/login', login)).json.result;
    const refreshed = async (token: string): Promise<number> =>
      (await service.request('POST', '/auth/refresh', { json: { refreshToken: token } })).status;
    const liveWithRole = async (): Promise<number> =>
      (
        await service.dataSource
          .query(`SELECT count(*)::int AS live FROM issued_tokens t JOIN sessions s ON s.id = t.session_id
        JOIN users u ON u.id = s.user_id WHERE u.email_key = 'role@moving.example' AND s.profile = 'auth100'
        AND t.kind = 'access' AND t.ended_at IS NULL`)
      )[0].live;
    expect(await liveWithRole()).toBe(1);
    await importing(written('role-2.ndjson', line({ role: 1 })), '--conflict', 'update');
    expect(await liveWithRole()).toBe(0);
    expect(await refreshed(refreshToken)).toBe(200);
    await importing(written('role-3.ndjson', line({ disabled: true })), '--conflict', 'update');
    const verified = await service.request('POST', '/api/token/verify/', { json: { token: access } });
    const renewed = await service.request('POST', '/api/token/refresh/', { json: { refresh } });
    expect([verified.status, renewed.status]).toEqual([401, 401]);
    const open = await service.dataSource.query(`SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE u.email_key = 'role@moving.example' AND s.ended_at IS NULL`);
    expect(open).toEqual([]);
  });

  it('twice in one file are one user', async () => {
    const rows = Array.from({ length: 3 }, (_, n) => JSON.stringify({ email: 'TWICE@moving.example', name: `${n}` }));
    const report = await importing(written('twice.ndjson', rows.join('\n')));
    expect(report).toMatchObject({ read: 3, created: 1, skipped: 2 });
  });

  it('come from dumpdata and from the users table of Laravel', async () => {
    const dump = [
      { model: 'auth.group', pk: 1, fields: { name: 'a "group" {with} marks' } },
      {
        model: 'auth.user',
        pk: 7,
        fields: {
          ...{ username: 'dora', email: 'dora@moving.example', first_name: 'Dora', last_name: '}\\', is_active: true },
          ...{ date_joined: '2020-01-02T03:04:05.678Z', password: django?.stored },
        },
      },
    ];
    const input = JSON.stringify(dump, null, 2);
    const report = await portero.json(['users', 'import', '-', '--format', 'django', '--owner', owner], input);
    expect(report).toMatchObject({ read: 1, created: 1 });
    expect(await users().findOneByOrFail({ externalId: '7' })).toMatchObject({
      name: 'Dora',
      surname: '}\\',
      active: true,
    });
    expect(await bookker('dora', django?.password ?? '')).toBe(200);

    const heading = 'id,name,email,email_verified_at,password,remember_token,created_at,updated_at';
    const stored = bcrypt?.stored.replace('$2b$', '$2y$');
    const csv = `${heading}\r\n71,"Lara, L.",lara@moving.example,2021-02-03 04:05:06,${stored},,2021-01-01 00:00:00,NULL\r\n72,short\r\n`;
    const laravel = await importing(written('users.csv', csv), '--format', 'laravel');
    expect(laravel).toMatchObject({ read: 2, created: 1, rejected: 1 });
    const lara = await users().findOneByOrFail({ externalId: '71' });
    expect(lara).toMatchObject({ name: 'Lara, L.', verifiedAt: new Date('2021-02-03T04:05:06Z') });
    expect(await auth100('lara@moving.example', bcrypt?.password ?? '')).toBe(200);

    const map = written('map.json', '{"email": "correo", "passwordHash": "clave"}');
    const mapped = await importing(
      written('own.csv', `correo,clave\nmapa@moving.example,${sha1('mapa')}\n`),
      '--map',
      map,
    );
    expect(mapped).toMatchObject({ created: 1 });
    expect(await auth100('mapa@moving.example', 'mapa')).toBe(200);
  });

  it('can be removed again, but for those who are in use', async () => {
    const rows = ['used', 'idle', 'tried'].map((name) =>
      JSON.stringify({ email: `${name}@undo.example`, passwordHash: sha1(name) }),
    );
    const { import: id } = await importing(written('undo.ndjson', rows.join('\n')));
    expect(await auth100('used@undo.example', 'used')).toBe(200);
    expect(await auth100('tried@undo.example', 'wrong')).toBe(401);
    expect(await portero.json(['users', 'import', '--undo', `${id}`])).toEqual({ import: id, removed: 2, kept: 1 });
    expect(await auth100('used@undo.example', 'used')).toBe(200);
    expect(await auth100('idle@undo.example', 'idle')).toBe(401);
    const events = service.dataSource.getRepository(AuditEvent);
    expect(await events.countBy({ event: 'user_import_undone', detail: `import:${id}` })).toBe(1);
    expect((await portero.run(['users', 'import', '--undo', '999999'])).exitCode).toBe(1);
  });
});
