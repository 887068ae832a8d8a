import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { Transactions } from '../transactions';
import { stageRows } from './stage-rows';
import { StagedRows, type StagedValue } from './staging-table';

const TABLE = { name: 'spec_rows', columns: { n: 'int', text: 'text', flag: 'boolean', at: 'timestamptz' } };

describe('rows in a staging table', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource(database.settings).initialize();
    transactions = new Transactions(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const staged = (rows: readonly (readonly StagedValue[])[]): StagedRows => {
    const made = new StagedRows();
    rows.forEach((row) => {
      made.add(row);
    });
    return made;
  };

  it('come out as they went in, whatever their characters, and are gone after the transaction', async () => {
    const at = '2026-01-02T03:04:05.678Z';
    const texts = ['', '\\N', 'a\tb\nc\rd\\e\b\f\v', '\\.', 'ñandú 密码 \u{1f600}', 'x'.repeat(100_000)];
    const rows = texts.map((text, n): StagedValue[] => [n, text, n % 2 === 0, at]);
    for (const round of [1, 2]) {
      const found = await transactions.run(async (manager) => {
        await stageRows(manager, TABLE, staged([...rows, [99, null, null, null]]));
        return manager.query<unknown[]>('SELECT * FROM spec_rows ORDER BY n');
      });
      expect(found, `round ${round}`).toEqual([
        ...texts.map((text, n) => ({ n, text, flag: n % 2 === 0, at: new Date(at) })),
        { n: 99, text: null, flag: null, at: null },
      ]);
    }
    await expect(dataSource.query('SELECT FROM spec_rows')).rejects.toThrow('spec_rows');
  });

  it('may be none', async () => {
    const count = transactions.run(async (manager) => {
      await stageRows(manager, TABLE, staged([]));
      return manager.query<unknown[]>('SELECT count(*)::int AS count FROM spec_rows');
    });
    await expect(count).resolves.toEqual([{ count: 0 }]);
  });

  it('that do not fit fail the transaction, and the connection goes on', async () => {
    const bad = transactions.run((manager) => stageRows(manager, TABLE, staged([['no number', 'secret', null, null]])));
    await expect(bad).rejects.toMatchObject({ name: 'QueryFailedError', parameters: [] });
    await expect(dataSource.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });
});
