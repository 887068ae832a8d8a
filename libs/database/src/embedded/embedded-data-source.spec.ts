import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { FolderInUseError } from './folder-in-use.error';

const WRITER = join(__dirname, '../../testing/write-until-killed.ts');

// Each test opens databases and starts processes, which may take long on a busy machine.
describe.skipIf(SERVER_URL !== null)('the embedded database', { timeout: 60_000 }, () => {
  let database: ScratchDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await createScratchDatabase();
    folder = database.settings.kind === 'embedded' ? database.settings.folder : '';
  });
  afterEach(() => database.drop());

  function startWriter(): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, ['-r', '@swc-node/register', WRITER, folder]);
  }

  /** @returns the last row that the writer says it has committed, as soon as there are `count` */
  async function untilCommitted(writer: ChildProcessWithoutNullStreams, count: number): Promise<void> {
    for await (const line of createInterface(writer.stdout)) if (Number(line) >= count) return;
  }

  it('does not access the folder before it is initialised', () => {
    const untouched = join(dirname(folder), 'untouched');
    createDataSource({ kind: 'embedded', folder: untouched });
    expect(existsSync(untouched)).toBe(false);
  });

  it('releases the folder when it is closed', async () => {
    for (let round = 1; round <= 2; round += 1) {
      const dataSource = await createDataSource(database.settings).initialize();
      expect(readdirSync(dirname(folder))).toContain('database.lock');
      await dataSource.destroy();
      expect(readdirSync(dirname(folder))).toEqual(['database']);
    }
  });

  it('is refused to a second data source with a clear sentence, and the first keeps working', async () => {
    const first = await createDataSource(database.settings).initialize();
    const second = createDataSource(database.settings);
    await expect(second.initialize()).rejects.toThrow(
      `The database folder ${folder} is in use by another process (pid ${process.pid}): ` +
        'stop that one first, or set DATA_DIR to another folder.',
    );
    expect(await first.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.destroy();
    await second.initialize();
    await second.destroy();
  });

  it('is refused while another process has it open, and loses no committed row when that process is killed', async () => {
    const writer = startWriter();
    await untilCommitted(writer, 50);
    const opened = createDataSource(database.settings).initialize();
    await expect(opened.then(() => 'opened')).rejects.toMatchObject({
      constructor: FolderInUseError,
      pid: writer.pid,
    });
    writer.kill('SIGKILL');
    await once(writer, 'exit');

    const dataSource = await createDataSource(database.settings).initialize();
    const [found] = await dataSource.query<{ rows: number; last: number; torn: number }[]>(
      'SELECT count(*)::int AS rows, max(id) AS last, count(*) FILTER (WHERE copy <> id)::int AS torn FROM entries',
    );
    expect(found).toEqual({ rows: found!.last, last: found!.last, torn: 0 });
    expect(found!.last).toBeGreaterThanOrEqual(50);
    await dataSource.destroy();
  });

  it('is created again when its creation was interrupted', async () => {
    rmSync(join(folder, 'global'), { recursive: true });
    writeFileSync(`${folder}.unfinished`, '');
    const dataSource = await createDataSource(database.settings).initialize();
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await dataSource.destroy();
    expect(readdirSync(dirname(folder))).toEqual(['database']);
  });

  it('is not created in a folder with other files', async () => {
    rmSync(join(folder, 'PG_VERSION'));
    await expect(createDataSource(database.settings).initialize()).rejects.toThrow(
      /holds files, but no whole database/,
    );
    expect(readdirSync(dirname(folder))).toEqual(['database']);
  });

  it('lets timers fire while it works', async () => {
    const dataSource = await createDataSource(database.settings).initialize();
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    for (let round = 0; round < 500; round += 1) await dataSource.query('SELECT $1::int', [round]);
    clearInterval(timer);
    await dataSource.destroy();
    expect(ticks).toBeGreaterThan(5);
  });
});
