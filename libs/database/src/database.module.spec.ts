import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getRepositoryToken } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { afterEach, expect, it } from 'vitest';
import { createScratchDatabase, SERVER_URL } from '../testing/scratch-database';
import { isDatabaseUnavailable } from './database-errors';
import type { DatabaseSettings } from './database-settings';
import { DatabaseModule } from './database.module';
import { FolderInUseError } from './embedded/folder-in-use.error';
import { User } from './entities';
import { Transactions } from './transactions';

const running: INestApplicationContext[] = [];

afterEach(async () => {
  for (const application of running.splice(0)) await application.close();
});

async function start(settings: DatabaseSettings): Promise<INestApplicationContext> {
  @Module({ imports: [DatabaseModule.forRoot(settings)] })
  class Application {}

  const application = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  running.push(application);
  return application;
}

it('offers the data source, the repositories and the transactions, and closes with the application', async () => {
  const database = await createScratchDatabase();
  const application = await start(database.settings);
  const dataSource = application.get(DataSource);
  expect(application.get(getRepositoryToken(User))).toBeInstanceOf(Repository);
  expect(await application.get(Transactions).run((manager) => manager.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  await running.pop()?.close();
  expect(dataSource.isInitialized).toBe(false);
  await database.drop();
});

it('fails at once, without retries, when the server is unreachable', async () => {
  const began = Date.now();
  const url = 'postgres://portero:hidden@127.0.0.1:1/portero';
  await expect(start({ kind: 'server', url, poolSize: 1 })).rejects.toSatisfy(isDatabaseUnavailable);
  expect(Date.now() - began).toBeLessThan(2_000);
});

it.skipIf(SERVER_URL !== null)('is refused on a folder in use, and opens it after it is released', async () => {
  const database = await createScratchDatabase();
  const first = await start(database.settings);
  await expect(start(database.settings)).rejects.toBeInstanceOf(FolderInUseError);
  await first.close();
  running.pop();
  await expect(start(database.settings)).resolves.toBeDefined();
  await running.pop()?.close();
  await database.drop();
});
