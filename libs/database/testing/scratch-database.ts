import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createDataSource } from '../src/data-source';
import type { DatabaseSettings } from '../src/database-settings';
import { migrate } from '../src/migrate';

/** The server that the test command started; none in tests of the embedded database. */
// eslint-disable-next-line no-restricted-properties -- the test command hands its server over in the environment
export const SERVER_URL: string | null = process.env['TEST_DATABASE_URL'] || null;

/** An empty database of the kind under test. */
export interface ScratchDatabase {
  readonly settings: DatabaseSettings;
  /** Deletes it. It must be closed before. */
  drop(): Promise<void>;
}

/** @returns a new empty database: on the server when there is one, else in a folder of its own */
export async function createScratchDatabase(): Promise<ScratchDatabase> {
  return SERVER_URL === null ? createFolder() : createOnServer(SERVER_URL);
}

async function createOnServer(serverUrl: string): Promise<ScratchDatabase> {
  const name = `scratch_${randomUUID().replaceAll('-', '')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  return {
    settings: { kind: 'server', url: urlOf(serverUrl, name), poolSize: 10 },
    drop: () => runOn(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

let migratedName: Promise<string> | null = null;

/** @returns the URL of a new database on the server, with every table */
export async function createMigratedDatabase(serverUrl: string): Promise<string> {
  const source = await (migratedName ??= migrateOne(serverUrl));
  const name = `portero_${randomUUID().replaceAll('-', '')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${source}`);
  return urlOf(serverUrl, name);
}

async function migrateOne(serverUrl: string): Promise<string> {
  const name = `migrated_${randomUUID().replaceAll('-', '')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const dataSource = createDataSource({ kind: 'server', url: urlOf(serverUrl, name), poolSize: 1 });
  await dataSource.initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  return name;
}

function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * The files of an empty database, by their path in its folder. Creating a database takes seconds, writing its files
 * does not.
 */
type Template = ReadonlyMap<string, Buffer | 'folder'>;

let emptyTemplate: Promise<Template> | null = null;
let migratedTemplate: Promise<Template> | null = null;

async function createFolder(): Promise<ScratchDatabase> {
  const parent = await mkdtemp(join(tmpdir(), 'portero-scratch-'));
  const folder = join(parent, 'database');
  await copyEmptyDatabase(folder);
  return { settings: { kind: 'embedded', folder }, drop: () => rm(parent, { recursive: true }) };
}

/** Writes an empty database into the folder of the embedded one, because the first open of an empty folder takes seconds. */
async function copyEmptyDatabase(folder: string): Promise<void> {
  await writeTemplate(await (emptyTemplate ??= createTemplate(false)), folder);
}

/** Writes a database with every table into the folder of the embedded one. */
export async function copyMigratedDatabase(folder: string): Promise<void> {
  await writeTemplate(await (migratedTemplate ??= createTemplate(true)), folder);
}

async function writeTemplate(template: Template, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  for (const [name, content] of template) {
    if (content === 'folder') await mkdir(join(folder, name), { mode: 0o700 });
    else await writeFile(join(folder, name), content, { mode: 0o600 });
  }
}

async function createTemplate(migrated: boolean): Promise<Template> {
  const parent = await mkdtemp(join(tmpdir(), 'portero-template-'));
  const folder = join(parent, 'database');
  const dataSource = createDataSource({ kind: 'embedded', folder });
  await dataSource.initialize();
  if (migrated) await migrate(dataSource);
  await dataSource.destroy();
  const entries = new Map<string, Buffer | 'folder'>();
  // Sorted, a folder comes before what it holds.
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const isFolder = (await stat(join(folder, name))).isDirectory();
    entries.set(name, isFolder ? 'folder' : await readFile(join(folder, name)));
  }
  await rm(parent, { recursive: true });
  return entries;
}
