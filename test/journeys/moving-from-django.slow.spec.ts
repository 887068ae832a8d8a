import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { User } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DialectUnderTest, EVERY_DIALECT } from '../support/dialects/every-dialect';
import { send } from '../support/http/http-client';
import { type DjangoSite, type DjangoUser, startDjango } from '../support/legacy/old-programs';
import { createTestDatabase } from '../support/postgres/test-database';
import { hasPythonModule } from '../support/programs/debian-python';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';

const HAS_DJANGO = [
  hasPythonModule('rest_framework_simplejwt', 'python3-djangorestframework-simplejwt'),
  hasPythonModule('argon2', 'python3-argon2'),
  hasPythonModule('bcrypt', 'python3-bcrypt'),
].every(Boolean);

/** Every version of Django that can be had has these; further ones are tried where they are. */
const ALWAYS = ['pbkdf2_sha256', 'pbkdf2_sha1', 'argon2', 'bcrypt_sha256', 'bcrypt', 'md5'];
/** As macOS hands it over: two code points where a composed character is one. */
const DECOMPOSED = 'contrasen\u0303a de Jose\u0301 '.repeat(4).trim();
const COMPOSED = DECOMPOSED.normalize('NFC');

/**
 * Five with the hash that most projects have, so that each dialect is the first to meet one; of every other kind one, whose
 * first dialect changes from kind to kind.
 */
function usersOf(hashers: readonly string[]): (DjangoUser & { readonly first: DialectUnderTest })[] {
  const kinds = [
    ...EVERY_DIALECT.map(() => ({ hasher: 'pbkdf2_sha256' })),
    ...hashers.filter((hasher) => hasher !== 'pbkdf2_sha256').map((hasher) => ({ hasher })),
    { hasher: 'pbkdf2_sha256', iterations: 10_000 },
    { hasher: 'pbkdf2_sha1', iterations: 1000 },
  ];
  return EVERY_DIALECT.flatMap((first, dialect) =>
    kinds.flatMap((kind, at) => {
      if (at % EVERY_DIALECT.length !== dialect) return [];
      // Every second one typed it on a Mac.
      const password = at % 2 === 0 ? DECOMPOSED : `contraseña ${at} 密码`;
      return [{ ...kind, email: `user${at}@django.example`, username: `user${at}`, password, first }];
    }),
  );
}

describe.skipIf(!HAS_DJANGO)('users of a real Django, moved by dumpdata', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-from-django-'));
  const file = join(folder, 'users.json');
  let django: DjangoSite;
  let service: TestService;
  let portero: PorteroCommand;
  let owner: string;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    portero = porteroHere({ DATABASE_URL: url });
    django = await startDjango();
    await portero.json(['migrate']);
    service = await startService({ DATABASE_URL: url });
    owner = await defaultOwnerOf(portero);
  }, 240_000);

  afterAll(async () => {
    await Promise.all([django.stop(), service.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const userOf = (emailKey: string) => service.dataSource.getRepository(User).findOneByOrFail({ emailKey });

  const logIn = (dialect: DialectUnderTest, email: string, password: string) =>
    service.request('POST', dialect.loginPath, dialect.login({ email, password }, owner));

  const atDjango = async (email: string, password: string): Promise<number> =>
    (await send(django.origin, 'POST', '/api/token/', { json: { email, password } })).status;

  it('log in with their old passwords through every dialect, whatever hasher made the hash', async () => {
    const hashers = await django.hashers();
    expect(hashers).toEqual(expect.arrayContaining(ALWAYS));
    const moved = usersOf(hashers);
    const password = 'la contraseña de siempre';
    const [boss, gone, plain] = ['boss', 'gone', 'plain'].map((name) => ({
      email: `${name}@django.example`,
      password,
    }));
    if (!boss || !gone || !plain) throw new Error('Three users');
    await django.addUsers([
      ...moved.map(({ first: _first, ...user }) => user),
      { ...boss, superuser: true },
      { ...gone, active: false },
      plain,
    ]);
    writeFileSync(file, await django.dump('auth.user'));

    const census = await portero.json(['users', 'census', file, '--format', 'django']);
    expect(census).toMatchObject({ unusable: [], unreadable: 0 });
    const count = moved.length + 3;
    const report = await portero.json(['users', 'import', file, '--format', 'django', '--owner', owner]);
    expect(report).toMatchObject({ read: count, created: count, rejected: 0 });

    for (const { email, password: old, first } of moved) {
      const before = await userOf(email);
      expect(before.foreignHash, email).not.toBeNull();
      // In front: bcrypt reads 72 bytes and no more.
      expect((await logIn(first, email, `.${old}`)).status, email).not.toBe(200);
      expect((await userOf(email)).passwordHash, email).toBe(before.passwordHash);
      for (const dialect of [first, ...EVERY_DIALECT]) {
        const answer = await logIn(dialect, email, old);
        expect([answer.status, email, dialect.name]).toEqual([200, email, dialect.name]);
        expect((await dialect.useSession(service, answer.json)).status, dialect.name).toBe(200);
      }
      const after = await userOf(email);
      expect([after.foreignHash, after.passwordHash?.startsWith('$argon2id$')]).toEqual([null, true]);
      // From now on it does not matter how the characters are composed.
      if (old === DECOMPOSED)
        for (const dialect of EVERY_DIALECT) expect((await logIn(dialect, email, COMPOSED)).status).toBe(200);
    }

    for (const dialect of EVERY_DIALECT) {
      expect((await logIn(dialect, boss.email, password)).status, dialect.name).toBe(200);
      const refused = await logIn(dialect, gone.email, password);
      expect([refused.status === 200, dialect.isEnvelope(refused)], dialect.name).toEqual([false, true]);
    }
    // A superuser of Django has no more rights here than anybody.
    expect((await userOf(boss.email)).roleId).toBe((await userOf(plain.email)).roleId);

    // It was their password there. Asked last: Django renews hashes, too.
    for (const { email, password: old } of moved) expect(await atDjango(email, old), email).toBe(200);
    expect([await atDjango(boss.email, password), await atDjango(gone.email, password)]).toEqual([200, 401]);
  }, 280_000);
});
