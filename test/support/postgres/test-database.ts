import { randomBytes } from 'node:crypto';
import { copyMigratedDatabase, createMigratedDatabase, SERVER_URL } from '@libs/database/testing/scratch-database';
import { Client } from 'pg';

/** A new, empty database on the server of TEST_DATABASE_URL; `null` when the specs run on the embedded one. */
export async function createTestDatabase(): Promise<string | null> {
  const admin = process.env['TEST_DATABASE_URL'];
  if (admin === undefined || admin === '') return null;
  const name = `portero_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A new database with all tables, so that services do not have to migrate at each start.
 *
 * @param folder the folder for the embedded database
 * @returns the URL on the server, or `null` when the specs run on the embedded database
 */
export async function prepareTestDatabase(folder: string): Promise<string | null> {
  if (SERVER_URL !== null) return createMigratedDatabase(SERVER_URL);
  await copyMigratedDatabase(folder);
  return null;
}
