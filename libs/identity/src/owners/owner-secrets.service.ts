import { Injectable } from '@nestjs/common';
import { Owner, OwnerSecret, Transactions } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { Randomness } from '../randomness';
import { KnownOwners } from './known-owners.service';
import { newSecret, rotateWithin, SECRET_OVERLAP_SECONDS } from './secret-rotation';

/** The secrets of owners: 32 random bytes in base64, stored as SHA-256. */
@Injectable()
export class OwnerSecrets {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
    private readonly known: KnownOwners,
  ) {}

  /** Makes the first secret of an owner. @returns it in clear; it is not stored anywhere */
  async create(manager: EntityManager, owner: Owner): Promise<string> {
    const { secret, hash } = newSecret(this.randomness);
    await manager.insert(OwnerSecret, { ownerId: owner.id, hash, createdAt: this.clock.now(), expiresAt: null });
    return secret;
  }

  /**
   * Makes a new secret. The current one works for `overlapSeconds` more (0: it ends now); older ones end now.
   * @returns the new one in clear
   * Throws `owner_not_found`, or `wrong_password` when the password has changed since `owner` was read.
   */
  async rotate(owner: Owner, overlapSeconds = SECRET_OVERLAP_SECONDS): Promise<string> {
    const secret = await this.transactions.run(async (manager) => {
      const locked = await manager.findOne(Owner, {
        where: { id: owner.id },
        select: { id: true, passwordHash: true },
        lock: { mode: 'pessimistic_write' },
      });
      if (locked === null) throw new IdentityError('owner_not_found');
      // A password that was changed meanwhile must not be enough for a new secret.
      if (locked.passwordHash !== owner.passwordHash) throw new IdentityError('wrong_password');
      await rotateWithin(manager, OwnerSecret, { ownerId: owner.id }, { now: this.clock.now(), overlapSeconds });
      await this.audit.record(manager, { ownerId: owner.id, event: 'secret_rotated' });
      await this.known.announce(manager, owner);
      return this.create(manager, owner);
    });
    this.known.forget(owner.uuid);
    return secret;
  }
}
