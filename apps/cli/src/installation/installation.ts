import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadSettings, type Settings } from '@portero/config';
import { createDataSource, type DatabaseSettings, migrationState } from '@portero/database';
import { DataSource } from 'typeorm';
import { Refusal } from '../outcome/refusal';
import { Terminal } from '../terminal/terminal';
import { CoreModule } from './core.module';
import { WarningLogger } from './warning-logger';

/** A command runs one statement at a time. The connections of the server are for the service. */
const CONNECTIONS = 2;

/** The installation of the environment. Each part is opened for one piece of work and closed after it. */
@Injectable()
export class Installation {
  constructor(private readonly terminal: Terminal) {}

  /** Throws `SettingsError`. */
  settings(): Settings {
    return loadSettings(this.terminal.surroundings.env);
  }

  /** Works on the database without migrating it. Throws what opening it throws. */
  async onDatabase<T>(settings: Settings, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const dataSource = createDataSource(databaseOf(settings));
    await dataSource.initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  /** Works with the identity core. Throws what opening it throws, and refuses a database that is not migrated. */
  async onCore<T>(work: (core: INestApplicationContext, settings: Settings) => Promise<T>): Promise<T> {
    const settings = this.settings();
    const core = await NestFactory.createApplicationContext(CoreModule.with(settings, databaseOf(settings)), {
      logger: new WarningLogger(this.terminal),
      abortOnError: false,
    });
    try {
      await refuseUnmigrated(core.get(DataSource));
      return await work(core, settings);
    } finally {
      await core.close();
    }
  }
}

/** Opening a missing embedded database would create it. */
export function isYetToBeMade({ database }: Settings): boolean {
  return database.kind === 'embedded' && !existsSync(join(database.folder, 'PG_VERSION'));
}

function databaseOf({ database }: Settings): DatabaseSettings {
  return database.kind === 'server' ? { ...database, poolSize: CONNECTIONS, readUrl: null } : database;
}

async function refuseUnmigrated(dataSource: DataSource): Promise<void> {
  const { pending } = await migrationState(dataSource);
  if (pending.length === 0) return;
  throw new Refusal('not_migrated', ['The database is not up to date: run `portero migrate` first.']);
}
