import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Owner, OwnerSecret, Transactions } from '@portero/database';
import { type EntityManager, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { Randomness } from '../randomness';

const SECRET_BYTES = 32;

/** How long the old secret goes on working after a rotation, unless somebody wants otherwise. */
export const SECRET_OVERLAP_SECONDS = 24 * 3600;

/** The secrets that owners prove themselves with: 32 random bytes in base64, kept as SHA-256. */
@Injectable()
export class OwnerSecrets {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
  ) {}

  /** Makes the first secret of an owner. @returns it in clear; it exists nowhere else */
  async create(manager: EntityManager, owner: Owner): Promise<string> {
    const secret = this.randomness.bytes(SECRET_BYTES).toString('base64');
    await manager.insert(OwnerSecret, {
      ownerId: owner.id,
      hash: hashSecret(secret),
      createdAt: this.clock.now(),
      expiresAt: null,
    });
    return secret;
  }

  /**
   * Makes a new secret. Those that work now go on for `overlapSeconds`, or for as long as they were promised before if
   * that is shorter; 0 is for a secret that got out.
   * @returns the new one in clear
   * Throws `owner_not_found`, or `wrong_password` when the password has changed since `owner` was read.
   */
  async rotate(owner: Owner, overlapSeconds = SECRET_OVERLAP_SECONDS): Promise<string> {
    return this.transactions.run(async (manager) => {
      const locked = await manager.findOne(Owner, {
        where: { id: owner.id },
        select: { id: true, passwordHash: true },
        lock: { mode: 'pessimistic_write' },
      });
      if (locked === null) throw new IdentityError('owner_not_found');
      // Whoever proved the password that was changed a moment ago gets no secret for it.
      if (locked.passwordHash !== owner.passwordHash) throw new IdentityError('wrong_password');
      const now = this.clock.now();
      const end = secondsAfter(now, overlapSeconds);
      await manager.delete(OwnerSecret, { ownerId: owner.id, expiresAt: LessThanOrEqual(now) });
      for (const expiresAt of [IsNull(), MoreThan(end)]) {
        await manager.update(OwnerSecret, { ownerId: owner.id, expiresAt }, { expiresAt: end });
      }
      await this.audit.record(manager, { ownerId: owner.id, event: 'secret_rotated' });
      return this.create(manager, owner);
    });
  }
}

/** How an owner's secret is kept: SHA-256, which is enough for 32 random bytes. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
