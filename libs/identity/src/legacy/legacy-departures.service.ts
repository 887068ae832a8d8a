import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LegacyBackEnd, LegacyDeparture, type User } from '@portero/database';
import { DataSource, type EntityManager, In } from 'typeorm';
import { Clock } from '../clock';

/** The names of a user; `null` where it has none. */
export interface DepartedNames {
  readonly emailKey?: string | null;
  readonly usernameKey?: string | null;
  readonly externalId?: string | null;
}

/**
 * Remembers the names of deleted users while old back ends are asked: those still know the users, so a log-in would
 * import them again.
 */
@Injectable()
export class LegacyDepartures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** To be called in the transaction that deletes the user. Without an old back end, nothing is remembered. */
  async rememberWithin(manager: EntityManager, user: User): Promise<void> {
    const { ownerId } = user;
    if (!(await manager.existsBy(LegacyBackEnd, { ownerId }))) return;
    const departedAt = this.clock.now();
    const rows = hashesOf(ownerId, user).map((nameHash) => ({ ownerId, nameHash, departedAt }));
    await manager.upsert(LegacyDeparture, rows, ['ownerId', 'nameHash']);
  }

  /** Whether a user with one of these names was deleted. */
  async include(ownerId: number, names: DepartedNames): Promise<boolean> {
    const hashes = hashesOf(ownerId, names);
    if (hashes.length === 0) return false;
    return this.dataSource.getRepository(LegacyDeparture).existsBy({ ownerId, nameHash: In(hashes) });
  }
}

/** The owner is part of the input, so that one name has a different hash at every owner. */
function hashesOf(ownerId: number, { emailKey, usernameKey, externalId }: DepartedNames): Buffer[] {
  const kinds = [
    ['email', emailKey],
    ['username', usernameKey],
    ['external', externalId],
  ] as const;
  return kinds.flatMap(([kind, name]) =>
    name
      ? [
          createHash('sha256')
            .update(JSON.stringify([ownerId, kind, name]))
            .digest(),
        ]
      : [],
  );
}
