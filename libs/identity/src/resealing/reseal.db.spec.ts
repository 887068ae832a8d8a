import { randomBytes, randomUUID } from 'node:crypto';
import { createDataSource, migrate, OutgoingMail, ServiceState, SigningKey, Transactions } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { MasterKey } from '../secrets/master-key';
import { MasterKeySeal, WrongMasterKeyError } from '../secrets/master-key-seal.service';
import { listSealed, resealAll, UnreadableRowsError } from './reseal';

const [OLD, NEW, OTHER] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const before = new MasterKey(OLD);
const during = new MasterKey(NEW, OLD);
const after = new MasterKey(NEW);
const NOW = new Date();
const NOTHING = {
  ...{ signing_key: 0, mail: 0, totp_secret: 0, webhook_secret: 0 },
  ...{ legacy_secret: 0, legacy_password: 0 },
};

describe('the rotation of the master key', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    transactions = new Transactions(dataSource);
  });

  beforeEach(async () => {
    for (const entity of [SigningKey, OutgoingMail, ServiceState]) await dataSource.getRepository(entity).clear();
    await new MasterKeySeal(dataSource, before).assert();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function addKey(masterKey: MasterKey): Promise<string> {
    const kid = randomUUID();
    const sealed = masterKey.seal(Buffer.from(kid), `signing-key/${kid}`);
    const columns = await dataSource.query<{ name: string }[]>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'signing_keys' AND is_nullable = 'NO' AND column_default IS NULL`,
    );
    const row: Record<string, unknown> = { kid, profile: kid, alg: 'HS256', sealed, fingerprint: sealed };
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => row[name] ?? (name === 'generation' ? 1 : NOW));
    const places = names.map((_, index) => `$${index + 1}`);
    await dataSource.query(`INSERT INTO signing_keys (${names.join()}) VALUES (${places.join()})`, values);
    return kid;
  }

  async function addMail(masterKey: MasterKey): Promise<string> {
    const id = randomUUID();
    const sealed = masterKey.seal(Buffer.from(id), `outgoing-mail/${id}`);
    await dataSource.getRepository(OutgoingMail).insert({ id, sealed, createdAt: NOW, nextAttemptAt: NOW });
    return id;
  }

  /** The content of every row under a key; throws when a row cannot be opened. */
  async function opened(masterKey: MasterKey): Promise<string[]> {
    const keys = await dataSource.getRepository(SigningKey).find();
    const mails = await dataSource.getRepository(OutgoingMail).find();
    return [
      ...keys.map(({ kid, sealed }) => masterKey.open(sealed, `signing-key/${kid}`).toString()),
      ...mails.map(({ id, sealed }) => masterKey.open(sealed, `outgoing-mail/${id}`).toString()),
    ].sort();
  }

  const starts = (masterKey: MasterKey) => new MasterKeySeal(dataSource, masterKey).assert();

  it('reseals every row, whichever key it has, and has nothing to do when it is run again', async () => {
    const ids = [await addKey(before), await addKey(during), await addKey(before)];
    ids.push(await addMail(before), await addMail(during));
    ids.sort();
    expect(await opened(during)).toEqual(ids);
    expect(await resealAll(transactions, during)).toEqual({
      resealed: { ...NOTHING, signing_key: 2, mail: 1 },
      sealMoved: true,
    });
    expect(await opened(after)).toEqual(ids);
    expect(await resealAll(transactions, during)).toEqual({
      resealed: NOTHING,
      sealMoved: false,
    });
    expect(await opened(after)).toEqual(ids);
  });

  it('reseals in the second run what a replica sealed late', async () => {
    await resealAll(transactions, during);
    const late = await addMail(before);
    expect(await resealAll(transactions, during)).toMatchObject({ resealed: { mail: 1 }, sealMoved: false });
    expect(await opened(after)).toEqual([late]);
  });

  it('reseals more rows than it reads at once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 450; count += 1) ids.push(await addMail(before));
    expect(await resealAll(transactions, during)).toMatchObject({ resealed: { mail: 450 } });
    expect(await opened(after)).toEqual(ids.sort());
  });

  it('lets a replica start at every step, with the keys in either order', async () => {
    const told = new MasterKey(OLD, NEW);
    for (const masterKey of [before, told, during]) await starts(masterKey);
    await expect(starts(after)).rejects.toThrow(WrongMasterKeyError);
    await resealAll(transactions, during);
    for (const masterKey of [told, during, after]) await starts(masterKey);
    await expect(starts(before)).rejects.toThrow(WrongMasterKeyError);
  });

  it('is undone by a run with the keys swapped', async () => {
    const kid = await addKey(before);
    await resealAll(transactions, during);
    await resealAll(transactions, new MasterKey(OLD, NEW));
    expect(await opened(before)).toEqual([kid]);
    await starts(before);
  });

  it('refuses a wrong previous key, and changes nothing', async () => {
    await addKey(before);
    const stored = await dataSource.getRepository(SigningKey).find();
    await expect(resealAll(transactions, new MasterKey(NEW, OTHER))).rejects.toThrow(WrongMasterKeyError);
    expect(await dataSource.getRepository(SigningKey).find()).toEqual(stored);
    await starts(before);
  });

  it('refuses when a row opens with neither key, names it, and changes nothing', async () => {
    const kid = await addKey(before);
    const lost = await addMail(new MasterKey(OTHER));
    const failing = resealAll(transactions, during);
    await expect(failing).rejects.toThrow(UnreadableRowsError);
    await expect(failing).rejects.toMatchObject({ rows: [{ kind: 'mail', id: lost, sealedWith: null }] });
    expect(await listSealed(dataSource.manager, during)).toEqual([
      { kind: 'signing_key', id: kid, sealedWith: 'previous' },
      { kind: 'mail', id: lost, sealedWith: null },
    ]);
    await starts(before);
  });

  it('changes nothing when it dies in the middle', async () => {
    const ids = [await addKey(before), await addMail(before), await addMail(before)].sort();
    const seals = vi.spyOn(during, 'seal');
    seals.mockImplementationOnce((plain, context) => after.seal(plain, context));
    seals.mockImplementationOnce(() => {
      throw new Error('the machine stops');
    });
    await expect(resealAll(transactions, during)).rejects.toThrow('the machine stops');
    seals.mockRestore();
    expect(await opened(before)).toEqual(ids);
    expect(await opened(during)).toEqual(ids);
    await starts(before);
    await resealAll(transactions, during);
    expect(await opened(after)).toEqual(ids);
  });

  it('is done once when two run at the same time', async () => {
    const ids = [await addKey(before), await addMail(before)].sort();
    const both = await Promise.all([resealAll(transactions, during), resealAll(transactions, during)]);
    expect(both.map(({ sealMoved }) => sealMoved).sort()).toEqual([false, true]);
    expect(await opened(after)).toEqual(ids);
  });
});
