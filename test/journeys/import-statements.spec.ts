import { randomUUID } from 'node:crypto';
import { Owner, Queries, type Role, User, UserImport } from '@portero/database';
import { type BatchOutcome, CheckRow, ImportUsers, Roles, type RunningImport, UndoImport } from '@portero/identity';
import { beforeAll, describe, expect, it } from 'vitest';
import { operatorOwner } from '@test/support/accounts/operator-owner';
import { sharedService, type TestService } from '@test/support/service/service';

const OF_BATCH =
  /^(?:SELECT (?:set_config|currval)|CREATE TEMP|COPY \S+|WITH (?:numbered|referenced)|(?:INSERT|UPDATE|DELETE) \w+)/u;
const COPIED = ['WITH referenced', 'COPY users', 'SELECT currval', 'UPDATE user_imports'];
const MERGED = [
  ...['SELECT set_config', 'CREATE TEMP', 'COPY pg_temp.user_import_rows', 'WITH numbered', 'UPDATE user_imports'],
];
const FILE = { format: 'ndjson', fingerprint: Buffer.from(randomUUID()) };

type Row = Readonly<Record<string, unknown>>;

describe('a batch of an import', () => {
  let service: TestService;
  let imports: ImportUsers;
  let check: CheckRow;
  let roles: readonly Role[];
  let owner: { id: number };
  let running: RunningImport;

  beforeAll(async () => {
    service = await sharedService('hardened');
    imports = service.app.get(ImportUsers, { strict: false });
    check = service.app.get(CheckRow, { strict: false });
    roles = await service.app.get(Roles, { strict: false }).all();
    const { uuid } = await operatorOwner(service);
    owner = await service.dataSource.getRepository(Owner).findOneByOrFail({ uuid });
    running = await imports.begin(owner, FILE, { conflict: 'skip', isDry: false });
  });

  const rows = (from: number, count: number): Row[] =>
    Array.from({ length: count }, (_, n) => ({
      externalId: `s-${from + n}`,
      email: `s-${from + n}@statements.example`,
    }));

  /** Writes a batch, and tells its statements and what became of its rows. */
  async function written(raws: readonly Row[], into = running): Promise<readonly [string[], BatchOutcome]> {
    const batch = imports.openBatch(into, (await stored(into)).read);
    raws.forEach((raw, n) => batch.add(n, check.read(raw, roles)));
    const sent: string[] = [];
    const end = service.app.get(Queries, { strict: false }).observe((text) => sent.push(text.trim()));
    try {
      const outcome = await imports.write(into, batch);
      // The service polls meanwhile; a statement a row would be more than that.
      expect(sent.length).toBeLessThan(100);
      return [sent.flatMap((text) => OF_BATCH.exec(text)?.[0] ?? []), outcome];
    } finally {
      end();
    }
  }
  const stored = ({ id }: RunningImport) => service.dataSource.getRepository(UserImport).findOneByOrFail({ id });
  const users = (externalId: string) =>
    service.dataSource.getRepository(User).findOneByOrFail({ ownerId: owner.id, externalId });
  const outcome = (created: number, skipped = 0) => ({ created, skipped, updated: 0, rejected: [] });

  it('of new users takes as many statements for a thousand rows as for one, and they are copied into the table', async () => {
    expect(await written(rows(0, 1))).toEqual([COPIED, outcome(1)]);
    expect(await written(rows(1, 1000))).toEqual([COPIED, outcome(1000)]);
  });

  it('with a user who exists is merged, and so are the next ones until all users of one are new', async () => {
    expect(await written(rows(1000, 3))).toEqual([[...COPIED.slice(0, 2), ...MERGED], outcome(2, 1)]);
    expect(await written(rows(1002, 2))).toEqual([MERGED, outcome(1, 1)]);
    expect(await written(rows(1004, 2))).toEqual([MERGED, outcome(2)]);
    expect(await written(rows(1006, 2))).toEqual([COPIED, outcome(2)]);
    const { firstUserId, lastUserId, created } = await stored(running);
    expect(created).toBe(1008);
    expect((await users('s-0')).id).toBeGreaterThanOrEqual(firstUserId ?? Infinity);
    expect((await users('s-1007')).id).toBe(lastUserId);
  });

  it('with an account elsewhere is merged; a dry run and the file of an earlier import are merged too', async () => {
    const [row] = rows(2000, 1);
    const externalAccounts = [{ provider: 'facebook', id: randomUUID() }];
    expect(await written([{ ...row, externalAccounts }])).toEqual([MERGED, outcome(1)]);
    const again = await imports.begin(owner, FILE, { conflict: 'skip', isDry: false });
    expect((await written(rows(0, 2), again))[0]).toEqual(MERGED);
    const dry = await imports.begin(owner, FILE, { conflict: 'skip', isDry: true });
    const batch = imports.openBatch(dry, 0);
    batch.add(1, check.read(rows(3000, 1)[0]!, []));
    expect(await imports.write(dry, batch)).toEqual(outcome(1));
    await expect(users('s-3000')).rejects.toThrow();
  });

  it('of new users keeps ids above their external ids, and undoing passes over the gap', async () => {
    const file = { ...FILE, fingerprint: Buffer.from(randomUUID()) };
    const fresh = await imports.begin(owner, file, { conflict: 'skip', isDry: false });
    const before = (await users('s-0')).id;
    const numeric = (n: number) => ({ externalId: `${n}`, username: `n${n}` });
    expect((await written([numeric(700_000_001)], fresh))[0].slice(0, 3)).toEqual(COPIED.slice(0, 3));
    expect((await written([numeric(700_000_002)], fresh))[0]).toEqual(COPIED);
    expect((await users('700000001')).id).toBeLessThan(before + 100_000);
    expect((await users('700000002')).id).toBeGreaterThan(700_000_002);
    await imports.finish(fresh);
    const undo = service.app.get(UndoImport, { strict: false });
    expect(await undo.undo(await stored(fresh))).toEqual({ removed: 2, kept: 0 });
  });

  it('of an owner or with a role that is gone fails as a whole', async () => {
    const batch = (to: RunningImport) => {
      const made = imports.openBatch(to, 0);
      made.add(1, check.read({ ...rows(4000, 1)[0], role: '5' }, roles));
      return made;
    };
    const nobody = { ...running, ownerId: 2_000_000_000, expectsNewUsers: true };
    await expect(imports.write(nobody, batch(nobody))).rejects.toMatchObject({ code: '23503' });
    roles = [{ id: 999, description: '999', enable: true } as Role];
    const stranger = imports.openBatch({ ...running, expectsNewUsers: true }, 0);
    stranger.add(1, check.read({ ...rows(4001, 1)[0], role: '999' }, roles));
    await expect(imports.write({ ...running, expectsNewUsers: true }, stranger)).rejects.toMatchObject({
      code: '23503',
    });
    roles = await service.app.get(Roles, { strict: false }).all();
    const [{ mode }] = await service.dataSource.query<[{ mode: string }]>(
      "SELECT current_setting('session_replication_role') AS mode",
    );
    expect(mode).toBe('origin');
    await expect(users('s-4001')).rejects.toThrow();
  });

  it('passes over no trigger but the foreign keys that it checks itself', async () => {
    const inserts = await service.dataSource.query<{ name: string }[]>(
      `SELECT c.conname AS name FROM pg_trigger t LEFT JOIN pg_constraint c ON c.oid = t.tgconstraint
       WHERE t.tgrelid = 'users'::regclass AND t.tgtype & 4 > 0 ORDER BY 1`,
    );
    expect(inserts.map(({ name }) => name)).toEqual(['fk_users_owner', 'fk_users_role']);
  });

  it('makes the same users, copied or merged', async () => {
    const full = (name: string) => ({
      ...{
        externalId: name,
        email: `${name}@same.example`,
        emailVerified: true,
        name: 'A b\\c',
        surname: 'ñ',
        phone: '+1',
      },
      ...{ country: 'uy', role: '5', disabled: '2024-01-02T03:04:05Z', createdAt: '2020-01-02T03:04:05.678Z' },
      passwordHash: `$2y$10$${'a'.repeat(53)}`,
    });
    const bare = (name: string) => ({ username: name, disabled: false, externalId: name });
    const unverified = (name: string) => ({ email: `${name}@same.example`, emailVerified: false, externalId: name });
    const since = (name: string) => ({ ...unverified(name), emailVerified: '2021-01-01', disabled: true });
    const made = (kind: string) => [full, bare, unverified, since].map((row, n) => row(`${kind}${n}`));
    running.expectsNewUsers = true;
    expect((await written(made('copied')))[0]).toEqual(COPIED);
    running.expectsNewUsers = false;
    expect((await written(made('merged')))[0]).toEqual(MERGED);
    for (let n = 0; n < 4; n += 1) {
      const [copied, merged] = [await users(`copied${n}`), await users(`merged${n}`)];
      expect(copied.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/u);
      const { id, uuid, updatedAt, ...rest } = copied;
      const moments = { createdAt: rest.createdAt, verifiedAt: rest.verifiedAt, disabledAt: rest.disabledAt };
      // Where the file has no moment, it is that of the batch.
      const isOfBatch = (at: Date | null) => at !== null && at.getTime() === updatedAt.getTime();
      const expected = Object.entries(moments).map(([name, at]) => [name, isOfBatch(at) ? merged.updatedAt : at]);
      const renamed = JSON.parse(JSON.stringify(merged).replaceAll(`merged${n}`, `copied${n}`)) as object;
      const same = { ...rest, ...Object.fromEntries(expected), id: merged.id, uuid: merged.uuid };
      expect(JSON.parse(JSON.stringify({ ...same, updatedAt: merged.updatedAt }))).toEqual(renamed);
      expect([id, uuid]).not.toEqual([merged.id, merged.uuid]);
    }
  });
});
