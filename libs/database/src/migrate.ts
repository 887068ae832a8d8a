import type { DataSource } from 'typeorm';

/**
 * Brings the tables up to date. Any number of processes may call it at once: one migrates, the others wait and find
 * nothing left to do. Each migration is one transaction unless it says otherwise.
 *
 * @param dataSource made by `createDataSource` and initialised
 * @returns the names of the migrations that this call ran, in their order
 * @throws the error of the migration that failed; the ones before it stay
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const migrations = await dataSource.runMigrations();
  return migrations.map((migration) => migration.name);
}
