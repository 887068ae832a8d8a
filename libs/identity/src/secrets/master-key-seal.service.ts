import { Injectable } from '@nestjs/common';
import { ServiceState } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { MasterKey } from './master-key';

const STATE_NAME = 'master_key';

/** The database was sealed with another master key than the one the service was started with. */
export class WrongMasterKeyError extends Error {
  override readonly name = 'WrongMasterKeyError';

  /** @param hasPrevious whether a previous key was tried too */
  constructor(hasPrevious = false) {
    super(
      hasPrevious
        ? 'Neither MASTER_KEY nor MASTER_KEY_PREVIOUS is the one that the signing keys in this database were sealed with.'
        : 'MASTER_KEY is not the one that the signing keys in this database were sealed with.',
    );
  }
}

/** Checks at the start, rather than at the first log-in, whether the master key belongs to the database. */
@Injectable()
export class MasterKeySeal {
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: MasterKey,
  ) {}

  /**
   * Stores the key's fingerprint at the first start. Throws `WrongMasterKeyError` at a later start when the stored
   * fingerprint belongs to neither the key nor the previous one. Only {@link moveSeal} changes it, because replicas
   * without the new key must still be able to start.
   */
  async assert(): Promise<void> {
    const states = this.dataSource.getRepository(ServiceState);
    const [value, ...others] = fingerprints(this.masterKey);
    await states.createQueryBuilder().insert().values({ name: STATE_NAME, value }).orIgnore().execute();
    const kept = await states.findOneByOrFail({ name: STATE_NAME });
    if (![value, ...others].includes(kept.value)) throw new WrongMasterKeyError(this.masterKey.hasPrevious);
  }
}

/**
 * Stores the current key's fingerprint, in the caller's transaction. Simultaneous calls wait for each other.
 * @returns whether it was a different one before. Throws `WrongMasterKeyError` when it belonged to neither key.
 */
export async function moveSeal(manager: EntityManager, masterKey: MasterKey): Promise<boolean> {
  const [value, ...previous] = fingerprints(masterKey);
  await manager
    .createQueryBuilder()
    .insert()
    .into(ServiceState)
    .values({ name: STATE_NAME, value })
    .orIgnore()
    .execute();
  const lock = { mode: 'pessimistic_write' } as const;
  const kept = await manager.findOneOrFail(ServiceState, { where: { name: STATE_NAME }, lock });
  if (kept.value === value) return false;
  if (!previous.includes(kept.value)) throw new WrongMasterKeyError(masterKey.hasPrevious);
  await manager.update(ServiceState, { name: STATE_NAME }, { value });
  return true;
}

/** The fingerprints of the key, and of the previous one if there is one. */
function fingerprints(masterKey: MasterKey): readonly [string, ...string[]] {
  const [current, ...previous] = masterKey.deriveAll('fingerprint');
  return [textOf(current), ...previous.map(textOf)];
}

function textOf(key: Buffer): string {
  return key.toString('base64');
}
