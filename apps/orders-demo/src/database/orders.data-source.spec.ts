import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderInUseError } from './folder-lock';
import { OrdersDataSource } from './orders.data-source';

describe('the database in a folder', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'orders-demo-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps what is in it, serves one process at a time, and outlives one that was killed', async () => {
    // No process has the number of one that has ended.
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(folder, 'in-use.pid'), String(pid));
    const first = await OrdersDataSource.open(folder);
    writeFileSync(join(folder, 'in-use.pid'), String(process.ppid));
    await expect(OrdersDataSource.open(folder)).rejects.toThrow(FolderInUseError);
    await first.query(
      `INSERT INTO orders VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'Tea', 1, 'NEW', now())`,
    );
    await first.destroy();
    expect(existsSync(join(folder, 'in-use.pid'))).toBe(false);
    const second = await OrdersDataSource.open(folder);
    expect(await second.query('SELECT product FROM orders')).toEqual([{ product: 'Tea' }]);
    await second.destroy();
  });
});
