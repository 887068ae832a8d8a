import { Injectable } from '@nestjs/common';
import { CodeTry, OneTimeCode, type Owner, User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { MailOutbox } from '../mail/mail-outbox.service';
import { Randomness } from '../randomness';

/** No user has this id. */
const NOBODY = 0;

/** Reserved by RFC 2606. Nothing is ever committed here. */
const NOWHERE = 'nobody@portero.invalid';

const HMAC_BYTES = 32;

/** Thrown to roll a savepoint back. */
class Undone extends Error {}

/**
 * The same database work for unknown accounts as for existing ones: the statements run in a savepoint that is rolled
 * back. Otherwise response times would reveal who has an account.
 */
@Injectable()
export class DecoyWork {
  constructor(
    private readonly outbox: MailOutbox,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** Imitates making a code and queueing its mail. */
  async makeCode(manager: EntityManager, owner: Owner): Promise<void> {
    await undone(manager, async (inside) => {
      await this.lock(inside);
      const id = this.randomness.uuid();
      await inside.delete(OneTimeCode, { ownerId: owner.id, userId: NOBODY, purpose: 'decoy' });
      const now = this.clock.now();
      await inside.insert(OneTimeCode, {
        id,
        // A unique value: otherwise simultaneous decoys would wait for each other at the unique index.
        purpose: `decoy:${id.replaceAll('-', '')}`,
        ownerId: owner.id,
        userId: null,
        hmac: this.randomness.bytes(HMAC_BYTES),
        createdAt: now,
        expiresAt: now,
        tries: 0,
      });
      await this.promiseMail(inside, owner);
    });
  }

  /** Imitates a try with a wrong code. */
  async tryCode(manager: EntityManager, owner: Pick<Owner, 'id'>): Promise<void> {
    await undone(manager, async (inside) => {
      await this.lock(inside);
      const nobody = { ownerId: owner.id, userId: NOBODY };
      const id = this.randomness.uuid();
      await inside.delete(CodeTry, nobody);
      await inside.find(CodeTry, { where: nobody, select: { id: true, triedAt: true }, order: { triedAt: 'ASC' } });
      await inside.insert(CodeTry, {
        id,
        ownerId: owner.id,
        userId: null,
        triedAt: this.clock.now(),
        caller: '',
        codeId: null,
      });
      await inside.findOneBy(OneTimeCode, { ...nobody, purpose: 'decoy' });
      await inside.update(OneTimeCode, { id }, { tries: 1 });
    });
  }

  private async lock(manager: EntityManager): Promise<void> {
    await manager.findOne(User, { where: { id: NOBODY }, select: { id: true }, lock: { mode: 'pessimistic_write' } });
  }

  private async promiseMail(manager: EntityManager, { name }: Owner): Promise<void> {
    await this.outbox.enqueue(manager, {
      template: 'password_code',
      to: NOWHERE,
      language: 'en',
      data: { code: '000000', accountName: null, ownerName: name, expiresInMinutes: 15 },
      sender: {},
    });
  }
}

async function undone(manager: EntityManager, work: (inside: EntityManager) => Promise<void>): Promise<void> {
  try {
    await manager.transaction(async (inside) => {
      await work(inside);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}
