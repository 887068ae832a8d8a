import { Injectable } from '@nestjs/common';
import { LegacyPasswordChange, LegacyWriteBack, Transactions } from '@portero/database';
import { Clock, secondsAfter } from '../../clock';

/** How long a change is reserved for the sender that claimed it: well above the longest time limit of a request. */
export const LEASE_SECONDS = 60;

/** A change that is reserved for one sender until the lease ends. `attempts` includes the current one. */
export interface ClaimedChange {
  readonly id: string;
  readonly writeBackId: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly sealed: Buffer;
  readonly url: string;
  readonly network: string;
  readonly timeoutMs: number;
  readonly dialect: string;
  readonly sealedSecret: Buffer;
  readonly externalId: string | null;
  readonly email: string;
  readonly username: string | null;
}

/**
 * Anyone may register here with a username that belongs to somebody else at the old back end, which would then set the
 * password of that account. A username is therefore sent only if an import, a first log-in or the owner wrote it.
 */
const CLAIM = `
WITH due AS MATERIALIZED (
  SELECT id FROM legacy_password_changes WHERE next_attempt_at <= $1::timestamptz
  ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE legacy_password_changes c SET attempts = attempts + 1, next_attempt_at = $2::timestamptz
  FROM due WHERE c.id = due.id RETURNING c.*
)
SELECT c.id, c.write_back_id AS "writeBackId", c.attempts, c.created_at AS "createdAt", c.sealed,
  w.url, w.network, b.timeout_ms AS "timeoutMs", b.dialect, w.sealed AS "sealedSecret",
  u.external_id AS "externalId", u.email, CASE WHEN u.self_registered THEN NULL ELSE u.username END AS username
FROM claimed c JOIN legacy_write_backs w ON w.id = c.write_back_id JOIN legacy_back_ends b ON b.id = w.back_end_id
  JOIN users u ON u.id = c.user_id`;

/** The queue of changed passwords that wait to be sent. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * The change that has waited longest; `null` when none is due. It is due again when the lease ends, so none is lost
   * when a sender dies.
   */
  async claim(): Promise<ClaimedChange | null> {
    const now = this.clock.now();
    const lease = secondsAfter(now, LEASE_SECONDS);
    const [claimed] = await this.transactions.run((manager) => manager.query<ClaimedChange[]>(CLAIM, [now, lease]));
    return claimed ?? null;
  }

  /** Deletes a change that was sent, or that is given up for a reason. A newer change of the user stays. */
  async settle({ id, writeBackId }: ClaimedChange, failure: string | null): Promise<void> {
    await this.transactions.run(async (manager) => {
      await manager.delete(LegacyPasswordChange, { id });
      await manager.increment(LegacyWriteBack, { id: writeBackId }, failure === null ? 'sent' : 'givenUp', 1);
      if (failure !== null) await manager.update(LegacyWriteBack, { id: writeBackId }, { lastFailure: failure });
    });
  }

  /** Postpones a change. */
  async postpone({ id, writeBackId, attempts }: ClaimedChange, failure: string, seconds: number): Promise<void> {
    const nextAttemptAt = secondsAfter(this.clock.now(), seconds);
    await this.transactions.run(async (manager) => {
      await manager.update(LegacyPasswordChange, { id, attempts }, { nextAttemptAt });
      await manager.update(LegacyWriteBack, { id: writeBackId }, { lastFailure: failure });
    });
  }
}
