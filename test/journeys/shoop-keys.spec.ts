import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AuditEvent, IssuedToken, LegacyToken, Session, type User } from '@portero/database';
import { ManageUser } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantOwner, plantUser } from '../support/accounts/planted-accounts';
import { showShopper } from '../support/accounts/shoop-accounts';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';
import { asking, type Credential, defaultCredential, exchangeOf } from '../support/tokens/back-end';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const DAY_MS = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

describe('keys of the Shoop back end that was replaced', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-keys-'));
  let service: TestService;
  let portero: PorteroCommand;
  let owner: Credential;
  let count = 0;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    portero = porteroHere({ DATABASE_URL: url });
    await portero.json(['migrate']);
    service = await startService({ DATABASE_URL: url });
    owner = await defaultCredential(service);
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const newKey = (): string => sha1(`a key that the old back end handed out ${(count += 1)}`);

  async function someone(): Promise<User & { externalId: string }> {
    const user = await plantUser(service);
    const externalId = `shopper-${(count += 1)}`;
    await service.dataSource.query('UPDATE users SET external_id = $1 WHERE id = $2', [externalId, user.id]);
    return Object.assign(user, { externalId });
  }

  function written(content: string | Buffer, ending: string): string {
    const file = join(folder, `keys-${(count += 1)}.${ending}`);
    writeFileSync(file, content);
    return file;
  }

  const importing = (rows: readonly object[], ...words: string[]) =>
    importFile(written(rows.map((row) => JSON.stringify(row)).join('\n'), 'ndjson'), ...words);
  const importFile = (file: string, ...words: string[]) =>
    portero.json(['sessions', 'import', file, '--owner', owner.uuid, '--dialect', 'shoop', ...words]);

  it.each([
    ['in clear', (key: string) => ({ key })],
    ['as SHA-1', (key: string) => ({ keySha1: sha1(key).toUpperCase() })],
  ])('that come %s are accepted wherever a key is, by the user named', async (_how, columns) => {
    const [user, key] = [await someone(), newKey()];
    const report = await importing([{ externalId: user.externalId, ...columns(key), createdAt: ago(30) }]);
    expect(report).toMatchObject({ read: 1, created: 1, skipped: 0, rejected: 0 });

    expect((await showShopper(service, key)).json.user).toMatchObject({ email: user.email });
    expect((await asking(service, owner).introspect({ token: key })).json).toMatchObject({
      active: true,
      sub: user.uuid,
    });
    const passed = await service.request('GET', '/forward-auth', { bearer: key });
    expect([passed.status, passed.headers.get('x-auth-user')]).toEqual([200, user.uuid]);
    const exchanged = await asking(service, owner).token(exchangeOf(key));
    expect([exchanged.status, typeof exchanged.json.access_token]).toEqual([200, 'string']);
    // Only the key itself is one: neither what was in the file, nor another spelling.
    for (const other of [sha1(key), key.toUpperCase(), sha1(sha1(key))])
      expect((await showShopper(service, other)).status).toBe(401);
  });

  it('end with a log-out, and no import brings them back, not even after the sweep', async () => {
    const [user, key] = [await someone(), newKey()];
    const row = { email: user.email, key };
    await importing([row]);
    expect((await service.request('POST', '/api/v2/auth/logout', { headers: { key } })).status).toBe(200);
    expect((await showShopper(service, key)).status).toBe(401);
    await service.dataSource.getRepository(Session).delete({ userId: user.id });
    expect(await importing([row, { email: user.email, keySha1: sha1(key) }])).toMatchObject({ created: 0, skipped: 2 });
    expect((await showShopper(service, key)).status).toBe(401);
  });

  it('end with a changed password, a disabled and a deleted account', async () => {
    const [changed, disabled, deleted] = [await someone(), await someone(), await someone()];
    const keys = [newKey(), newKey(), newKey()] as const;
    await importing([changed, disabled, deleted].map(({ email }, n) => ({ email, keySha1: sha1(keys[n] ?? '') })));
    const name = { email: changed.email, ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const { verificationCodePassword } = asked.json.result;
    const json = { ...name, verificationCodePassword, password: 'newPassword123' };
    expect((await service.request('PUT', '/users/change-password', { json })).status).toBe(200);
    await service.app.get(ManageUser).update({ id: disabled.id }, { active: false });
    await service.app.get(ManageUser).delete({ id: deleted.id });
    for (const key of keys) expect((await showShopper(service, key)).status).toBe(401);
  });

  it('are refused when their user cannot have them any more, with line and reason', async () => {
    const [user, disabled, ended, other] = [await someone(), await someone(), await someone(), await someone()];
    await service.app.get(ManageUser).update({ id: disabled.id }, { active: false });
    await portero.json(['users', 'end-sessions', ended.email, '--owner', owner.uuid]);
    const elsewhere = await plantUser(service, {}, await plantOwner(service));
    const rejects = join(folder, 'rejects.ndjson');
    const { email } = user;
    const rows = [
      { email, key: newKey().slice(1) },
      { email },
      { key: newKey() },
      { email: 'no address', key: newKey() },
      { email, key: newKey(), expiresAt: ago(1) },
      { email, key: newKey(), createdAt: ago(-1) },
      { email, key: newKey(), createdAt: 'yesterday' },
      { email, key: newKey(), keySha1: sha1('another one') },
      { email: elsewhere.email, key: newKey() },
      { email, externalId: other.externalId, key: newKey() },
      { email: disabled.email, key: newKey() },
      { email: ended.email, key: newKey(), createdAt: ago(1) },
      { email: ended.email, key: newKey() },
    ];
    const lines = [...rows.map((row) => JSON.stringify(row)), '{"email":', ''].join('\n');
    const report = await importFile(written(lines, 'ndjson'), '--rejects', rejects);
    expect(report).toMatchObject({ read: 14, created: 0, rejected: 14 });
    const told = readFileSync(rejects, 'utf8');
    const reasons = told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; reason: string })
      .sort((one, next) => one.line - next.line);
    expect(reasons.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '1 key is not 40 hex digits',
      '2 neither key nor keySha1 is given',
      '3 neither externalId nor email is given',
      '4 email is not an e-mail address',
      '5 the key has expired',
      '6 createdAt is in the future',
      '7 createdAt is not a date',
      '8 keySha1 is not that of key',
      '9 no user has this externalId or email',
      '10 externalId and email belong to different users',
      '11 the user is disabled or was never verified',
      '12 all sessions of the user were ended after the key was made, or createdAt is absent',
      '13 all sessions of the user were ended after the key was made, or createdAt is absent',
      '14 the row is not JSON',
    ]);
    expect(told).not.toContain('@');
  });

  it('come as CSV and gzip, are not doubled, and a dry run writes nothing', async () => {
    const users = await Promise.all(Array.from({ length: 3 }, someone));
    const keys = users.map(newKey);
    const csv = `externalId,key,expiresAt\n${users.map(({ externalId }, n) => `${externalId},${keys[n]},${ago(-9)}`).join('\n')}\n`;
    const file = written(gzipSync(csv), 'csv.gz');
    const before = await service.dataSource.getRepository(LegacyToken).count();
    expect(await importFile(file, '--dry-run')).toMatchObject({ dryRun: true, created: 3 });
    expect(await service.dataSource.getRepository(LegacyToken).count()).toBe(before);
    expect((await showShopper(service, keys[0] ?? '')).status).toBe(401);

    expect(await importFile(file)).toMatchObject({ created: 3, skipped: 0 });
    expect(await importFile(file)).toMatchObject({ created: 0, skipped: 3 });
    const doubled = `${csv}${users[0]?.externalId},${keys[0]},\n`;
    expect(await importFile(written(doubled, 'csv'))).toMatchObject({ read: 4, created: 0, skipped: 4 });
    for (const key of keys) expect((await showShopper(service, key)).status).toBe(200);
    service.clock.advance(10 * 86_400);
    expect((await showShopper(service, keys[0] ?? '')).json).toEqual({ status: 0, error: 'Your key is expired.' });
    service.clock.reset();
  });

  it('are in the audit log as an import, and in no other way', async () => {
    const events = service.dataSource.getRepository(AuditEvent);
    const before = await events.countBy({ event: 'sessions_imported' });
    const [user, key] = [await someone(), newKey()];
    await importing([{ email: user.email, keySha1: sha1(key) }]);
    expect(await events.countBy({ event: 'sessions_imported', actor: 'operator', detail: 'shoop' })).toBe(before + 1);
    const kept = await service.dataSource.getRepository(IssuedToken).find();
    expect(kept.some(({ hash }) => hash?.toString('utf8').includes(key) ?? false)).toBe(false);
  });

  it('are only of Shoop', async () => {
    const words = ['sessions', 'import', '-', '--owner', owner.uuid, '--dialect', 'koko', '--json'];
    const { exitCode, err, out } = await portero.run(words);
    expect([exitCode !== 0, `${out}${err}`]).toEqual([true, expect.stringContaining('unknown_dialect')]);
  });
});
