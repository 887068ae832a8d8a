import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Owner, OwnerSecret, Transactions } from '@portero/database';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';

const SECRET_BYTES = 32;

/** How long the old secret goes on working after a rotation. */
const OVERLAP_SECONDS = 24 * 3600;

/** Compared with when there is nothing to compare with, so that an unknown owner costs the same time. */
const NO_SECRET = hashSecret('');

/** The secrets that owners prove themselves with: 32 random bytes in base64, kept as SHA-256. */
@Injectable()
export class OwnerSecrets {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
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

  /** Makes a new secret; the one in use works for 24 hours more, those from before no longer. @returns it in clear */
  async rotate(owner: Owner): Promise<string> {
    return this.transactions.run(async (manager) => {
      await manager.findOne(Owner, {
        where: { id: owner.id },
        select: { id: true },
        lock: { mode: 'pessimistic_write' },
      });
      const now = this.clock.now();
      await manager.delete(OwnerSecret, { ownerId: owner.id, expiresAt: MoreThan(new Date(0)) });
      await manager.update(
        OwnerSecret,
        { ownerId: owner.id, expiresAt: IsNull() },
        { expiresAt: secondsAfter(now, OVERLAP_SECONDS) },
      );
      return this.create(manager, owner);
    });
  }

  /** The owner whose credential it is. Throws `owner_credential_invalid`, whatever is wrong with it. */
  async authenticate(ownerUuid: string, secret: string): Promise<Owner> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid: ownerUuid });
    const secrets = await this.dataSource.getRepository(OwnerSecret).findBy({ ownerId: owner?.id ?? 0 });
    const now = this.clock.now();
    const alive = secrets.filter((each) => each.expiresAt === null || each.expiresAt > now).map((each) => each.hash);
    const presented = hashSecret(secret);
    const matches = [NO_SECRET, ...alive].map((hash) => timingSafeEqual(hash, presented)).slice(1);
    if (owner === null || !matches.includes(true)) throw new IdentityError('owner_credential_invalid');
    if (this.policy.requireVerifiedOwner && owner.verifiedAt === null)
      throw new IdentityError('owner_credential_invalid');
    return owner;
  }
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
