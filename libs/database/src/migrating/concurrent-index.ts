import type { QueryRunner } from 'typeorm';
import { limitLocks } from './bounded-locks';

/** An index that a migration builds on a table with rows. */
export interface ConcurrentIndex {
  readonly name: string;
  readonly table: string;
  /** The text between the parentheses: columns in quotes, with their order. */
  readonly on: string;
  readonly unique?: boolean;
  /** The condition of a partial index. */
  readonly where?: string;
}

/** Waiting for older transactions blocks no reads or writes of the table. */
const BUILD_LOCK_TIMEOUT = '10min';

/**
 * Builds an index while the table is read and written. The migration must declare `transaction = false as const`, and
 * may be repeated: an existing index is kept, and an invalid one from a killed or failed attempt is rebuilt.
 *
 * @throws the driver's error; no invalid index stays then, unless the connection was lost
 */
export async function buildIndexConcurrently(runner: QueryRunner, index: ConcurrentIndex): Promise<void> {
  const { name, table, on, unique = false, where } = index;
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  const build = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY "${name}" ON "${table}" (${on})${condition}`;
  await patiently(runner, async () => {
    const state = await stateOf(runner, name);
    if (state === 'valid') return;
    if (state === 'invalid') await drop(runner, name);
    try {
      await runner.query(build);
    } catch (error) {
      // An invalid index would slow every write, and a unique one would still refuse rows.
      await drop(runner, name).catch(() => undefined);
      throw error;
    }
  });
}

/** Drops an index while the table is read and written. Same requirements as `buildIndexConcurrently`. */
export async function dropIndexConcurrently(runner: QueryRunner, name: string): Promise<void> {
  await patiently(runner, () => drop(runner, name));
}

async function patiently(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.query(`SET lock_timeout = '${BUILD_LOCK_TIMEOUT}'`);
  try {
    await work();
  } finally {
    await limitLocks(runner).catch(() => undefined);
  }
}

async function drop(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "${name}"`);
}

async function stateOf(runner: QueryRunner, name: string): Promise<'valid' | 'invalid' | 'missing'> {
  const [row] = (await runner.query(
    'SELECT i.indisvalid AND i.indisready AS valid FROM pg_index i WHERE i.indexrelid = to_regclass($1)',
    [`"${name}"`],
  )) as readonly { valid: boolean }[];
  if (row === undefined) return 'missing';
  return row.valid ? 'valid' : 'invalid';
}
