import { Injectable } from '@nestjs/common';
import { LegacyBackEnd, LegacyWriteBack, type Owner, Transactions, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../clock';
import { Randomness } from '../../randomness';
import { MasterKey } from '../../secrets/master-key';
import { MasterKeySeal } from '../../secrets/master-key-seal.service';
import { LEASE_SECONDS } from './password-changes.service';
import { passwordChangeSealContext, writeBackSealContext } from './write-back-seal';

/** The target of changed passwords. */
export type WriteBackTarget = Pick<LegacyWriteBack, 'url' | 'network'>;

/** A write-back as operators see it. */
export interface ShownWriteBack extends Pick<LegacyWriteBack, 'url' | 'sent' | 'givenUp' | 'lastFailure'> {
  readonly dialect: string;
  readonly waiting: number;
}

const SECRET_BYTES = 32;

/** Only the newest password is valid. It replaces a waiting one, and is sent after one that is being sent now. */
const ENQUEUE = `
INSERT INTO legacy_password_changes AS waits (id, write_back_id, user_id, sealed, created_at, next_attempt_at)
VALUES ($1, $2, $3, $4, $5::timestamptz, $5)
ON CONFLICT (write_back_id, user_id) DO UPDATE SET id = excluded.id, sealed = excluded.sealed,
  created_at = excluded.created_at, attempts = 0,
  next_attempt_at = least(waits.next_attempt_at, excluded.created_at + interval '${LEASE_SECONDS} seconds')`;

/** Queues changed passwords for old back ends while both systems run. Without a write-back, no password is stored. */
@Injectable()
export class WriteBacks {
  constructor(
    private readonly transactions: Transactions,
    private readonly masterKey: MasterKey,
    private readonly randomness: Randomness,
    private readonly clock: Clock,
    private readonly keySeal: MasterKeySeal,
  ) {}

  /**
   * Sets the URL at which the old back end of a dialect accepts changed passwords; `null` ends it and deletes the
   * queue.
   * @returns the bearer token of the requests if it was made now; it is shown only this once. Throws
   * `WrongMasterKeyError`.
   */
  async set({ id: ownerId }: Owner, dialect: string, target: WriteBackTarget | null): Promise<string | null> {
    if (target !== null) await this.keySeal.assert();
    return this.transactions.run(async (manager) => {
      const { id: backEndId } = await manager.findOneByOrFail(LegacyBackEnd, { ownerId, dialect });
      const known = await manager.findOneBy(LegacyWriteBack, { backEndId });
      if (target === null) {
        await manager.delete(LegacyWriteBack, { backEndId });
        return null;
      }
      if (known !== null) {
        await manager.update(LegacyWriteBack, { id: known.id }, target);
        return null;
      }
      const [id, secret] = [this.randomness.uuid(), this.randomness.bytes(SECRET_BYTES).toString('base64url')];
      const sealed = this.masterKey.seal(Buffer.from(secret), writeBackSealContext(id));
      await manager.insert(LegacyWriteBack, { id, backEndId, ...target, sealed });
      return secret;
    });
  }

  /** The write-backs of an owner, and how many passwords wait. */
  async of({ id: ownerId }: Owner): Promise<readonly ShownWriteBack[]> {
    return this.transactions.run((manager) =>
      manager.query<ShownWriteBack[]>(
        `SELECT b.dialect, w.url, w.sent, w.given_up AS "givenUp", w.last_failure AS "lastFailure",
           (SELECT count(*)::int FROM legacy_password_changes c WHERE c.write_back_id = w.id) AS waiting
         FROM legacy_write_backs w JOIN legacy_back_ends b ON b.id = w.back_end_id WHERE b.owner_id = $1 ORDER BY b.dialect`,
        [ownerId],
      ),
    );
  }

  /** To be called in the transaction that changes the password and holds the user locked: both are stored, or neither. */
  async enqueueWithin(manager: EntityManager, { id: userId, ownerId }: User, password: string): Promise<void> {
    const now = this.clock.now();
    const targets = await manager.query<{ id: string }[]>(
      `SELECT w.id FROM legacy_write_backs w JOIN legacy_back_ends b ON b.id = w.back_end_id
       WHERE b.owner_id = $1 AND (b.until IS NULL OR b.until > $2)`,
      [ownerId, now],
    );
    for (const { id: writeBackId } of targets) {
      const id = this.randomness.uuid();
      const sealed = this.masterKey.seal(Buffer.from(password), passwordChangeSealContext(id));
      await manager.query(ENQUEUE, [id, writeBackId, userId, sealed, now]);
    }
  }
}
