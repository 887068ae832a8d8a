import { Injectable } from '@nestjs/common';
import { ServiceState } from '@portero/database';
import { DataSource } from 'typeorm';
import { MasterKey } from './master-key';

const STATE_NAME = 'master_key';

/** The database was sealed with another master key than the one the service was started with. */
export class WrongMasterKeyError extends Error {
  override readonly name = 'WrongMasterKeyError';

  constructor() {
    super('MASTER_KEY is not the one that the signing keys in this database were sealed with.');
  }
}

/** Tells at the start, rather than at the first log-in, whether the master key belongs to the database. */
@Injectable()
export class MasterKeySeal {
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
  ) {}

  /** Writes the key's fingerprint down at the first start; throws `WrongMasterKeyError` when it differs at a later one. */
  async assert(): Promise<void> {
    const states = this.dataSource.getRepository(ServiceState);
    const value = this.masterKey.derive('fingerprint').toString('base64');
    await states.createQueryBuilder().insert().values({ name: STATE_NAME, value }).orIgnore().execute();
    const kept = await states.findOneByOrFail({ name: STATE_NAME });
    if (kept.value !== value) throw new WrongMasterKeyError();
  }
}
