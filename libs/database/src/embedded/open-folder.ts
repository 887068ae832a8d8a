import type { PGlite } from '@electric-sql/pglite' with { 'resolution-mode': 'import' };
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResilientClient } from '../connections/resilient-client';
import { yieldToEventLoop } from './event-loop-yield';
import { UnusableFolderError } from './unusable-folder.error';

const RESTORE =
  'Nothing in it was changed. Put a backup of the whole folder in its place, or set DATA_DIR to another one.';

/** PGlite uses 128 MB of shared buffers by default; with so few rows 16 MB are as fast. */
const FEWER_BUFFERS = ['-c', 'shared_buffers=16MB'];

/**
 * Opens the database in `folder`, and makes it there first if the folder is empty (which takes some seconds).
 * The caller holds the lock of the folder.
 *
 * @throws UnusableFolderError when the folder holds something else, or a database that doesn't open
 */
export async function openFolder(folder: string): Promise<PGlite> {
  const unfinished = `${folder}.unfinished`;
  if (await exists(unfinished)) await empty(folder);
  const isNew = !(await exists(join(folder, 'PG_VERSION')));
  if (isNew) {
    await refuseForeignFiles(folder);
    // The first open copies a whole cluster. If it is killed, the files look like a database; the mark shows that they
    // are incomplete.
    await writeFile(unfinished, '', { mode: 0o600 });
  }
  const database = await open(folder);
  if (isNew) await rm(unfinished);
  yieldToEventLoop(database);
  return database;
}

/** The options of a pool of pg that has the database as its one connection. */
export async function poolOptions(database: PGlite): Promise<object> {
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { connection } = createPgConfig(database);
  return { connection, Client: ResilientClient, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 30_000 };
}

async function open(folder: string): Promise<PGlite> {
  // Loaded here only, because a service on a PostgreSQL server does not need PGlite.
  const { PGlite } = await import('@electric-sql/pglite');
  try {
    return await PGlite.create(folder, { startParams: [...PGlite.defaultStartParams, ...FEWER_BUFFERS] });
  } catch (cause) {
    const trouble = `The database in the folder ${folder} cannot be opened: files are damaged or missing, or cannot be written.`;
    throw new UnusableFolderError(trouble, RESTORE, { cause });
  }
}

async function refuseForeignFiles(folder: string): Promise<void> {
  if ((await readdir(folder)).length === 0) return;
  const trouble = `The folder ${folder} holds files, but no whole database. No new one is made there.`;
  throw new UnusableFolderError(trouble, RESTORE);
}

/** The folder itself stays: the lock is bound to its inode. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
