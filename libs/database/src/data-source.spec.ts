import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../testing/scratch-database';
import { createDataSource } from './data-source';
import { User } from './entities';

let database: ScratchDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createScratchDatabase();
  dataSource = await createDataSource(database.settings).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('a missing value in a where clause throws', () => {
  const missing = undefined as unknown as string;
  const nothing = null as unknown as string;

  it.each([missing, nothing])('when reading by %s', async (uuid) => {
    const users = dataSource.getRepository(User);
    await expect(users.findOneBy({ uuid })).rejects.toThrow(/where condition/);
    await expect(users.findBy({ email: 'ana@example.com', uuid })).rejects.toThrow(/where condition/);
    await expect(users.countBy({ uuid })).rejects.toThrow(/where condition/);
  });

  it.each([missing, nothing])('when writing by %s', async (uuid) => {
    const users = dataSource.getRepository(User);
    await expect(users.update({ uuid }, { active: true })).rejects.toThrow(/where condition/);
    await expect(users.delete({ uuid })).rejects.toThrow(/where condition/);
  });
});

it('opens again after it was closed, with its rows', async () => {
  await dataSource.query('CREATE TABLE kept AS SELECT 7 AS value');
  await dataSource.destroy();
  await dataSource.initialize();
  expect(await dataSource.query('SELECT value FROM kept')).toEqual([{ value: 7 }]);
});

it.skipIf(SERVER_URL === null)('sets time limits of the server for statements and idle transactions', async () => {
  const settings = ['application_name', 'statement_timeout', 'idle_in_transaction_session_timeout'];
  const values = settings.map((name) => `current_setting('${name}')`).join(` || ' ' || `);
  expect(await dataSource.query(`SELECT ${values} AS text`)).toEqual([{ text: 'portero 10s 10s' }]);
});
