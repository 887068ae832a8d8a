import 'reflect-metadata';
import { createDataSource } from '../src/data-source';
import { Transactions } from '../src/transactions';

/** A process that adds rows to the database in the given folder, and reports each one only after it is committed. */
async function writeUntilKilled(folder: string): Promise<void> {
  const dataSource = await createDataSource({ kind: 'embedded', folder }).initialize();
  await dataSource.query('CREATE TABLE IF NOT EXISTS entries (id int PRIMARY KEY, copy int NOT NULL)');
  const transactions = new Transactions(dataSource);
  for (let id = 1; ; id += 1) {
    await transactions.run(async (manager) => {
      await manager.query('INSERT INTO entries VALUES ($1, 0)', [id]);
      await manager.query('UPDATE entries SET copy = $1 WHERE id = $1', [id]);
    });
    process.stdout.write(`${id}\n`);
  }
}

void writeUntilKilled(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
