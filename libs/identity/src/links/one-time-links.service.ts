import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OneTimeLink, Transactions, User } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditEventName } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { asSubject } from '../tokens/token-subject';
import type { TokenSubject } from '../tokens/token-profile';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { Randomness } from '../randomness';

/** The purpose of a link. A link is refused for any other purpose. */
export type LinkPurpose = 'verify_user' | 'change_user_password';

/** The audit event of a used link. */
const EVENTS: Readonly<Record<LinkPurpose, AuditEventName>> = {
  verify_user: 'user_verified',
  change_user_password: 'password_changed',
};

/** Too many bits to guess, so no budget of tries and no slow hash is needed. */
const TOKEN_BYTES = 32;

/** {@link TOKEN_BYTES} in base64url. */
const TOKEN = /^[\w-]{43}$/u;

/**
 * Mailed links: a random token, kept as a hash, bound to a user of an owner and to a purpose. A link ends after its
 * lifetime, after one use, or when a newer one is made.
 */
@Injectable()
export class OneTimeLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
  ) {}

  /** Makes a link's token in the caller's transaction. @returns it in clear, 43 characters; it is not stored anywhere */
  async issue(
    manager: EntityManager,
    user: Pick<User, 'id' | 'ownerId'>,
    purpose: LinkPurpose,
    lifetimeSeconds: number,
  ): Promise<string> {
    await lockUser(manager, user.id);
    await this.revoke(manager, user, purpose);
    const token = this.randomness.bytes(TOKEN_BYTES).toString('base64url');
    const createdAt = this.clock.now();
    await manager.insert(OneTimeLink, {
      id: this.randomness.uuid(),
      purpose,
      ownerId: user.ownerId,
      userId: user.id,
      hash: hashOf(token),
      createdAt,
      expiresAt: secondsAfter(createdAt, lifetimeSeconds),
    });
    return token;
  }

  /** The user of a link, without using it. Throws `code_invalid` or `code_expired`. */
  async userOf(purpose: LinkPurpose, token: string): Promise<TokenSubject> {
    const { user } = await this.find(purpose, token);
    if (!user) throw new IdentityError('code_invalid');
    return asSubject(user);
  }

  /**
   * Uses a link and applies its effect, in one transaction: of simultaneous callers with one link one succeeds.
   * @param effect gets the current user, locked; when it throws, the link stays valid. Throws as {@link userOf} does.
   */
  async redeem<T>(
    purpose: LinkPurpose,
    token: string,
    effect: (manager: EntityManager, user: TokenSubject) => Promise<T>,
  ): Promise<T> {
    const link = await this.find(purpose, token);
    return this.transactions.run(async (manager) => {
      await lockUser(manager, link.userId);
      const { affected } = await manager.delete(OneTimeLink, { id: link.id });
      if (affected !== 1) throw new IdentityError('code_invalid');
      const { ownerId, userId } = link;
      await this.audit.record(manager, { ownerId, userId, event: EVENTS[purpose] });
      const relations = { role: true, owner: true };
      return effect(manager, asSubject(await manager.findOneOrFail(User, { where: { id: link.userId }, relations })));
    });
  }

  /** Ends the user's link for a purpose, if any. */
  async revoke(manager: EntityManager, user: Pick<User, 'id'>, purpose: LinkPurpose): Promise<void> {
    await manager.delete(OneTimeLink, { userId: user.id, purpose });
  }

  private async find(purpose: LinkPurpose, token: string): Promise<OneTimeLink> {
    if (!TOKEN.test(token)) throw new IdentityError('code_invalid');
    const link = await this.dataSource.getRepository(OneTimeLink).findOne({
      where: { hash: hashOf(token), purpose },
      relations: { user: { role: true, owner: true } },
    });
    if (link === null) throw new IdentityError('code_invalid');
    if (link.expiresAt <= this.clock.now()) throw new IdentityError('code_expired');
    return link;
  }
}

/** Serialises all changes to the links of one user. */
async function lockUser(manager: EntityManager, id: number): Promise<void> {
  await manager.findOne(User, { where: { id }, select: { id: true }, lock: { mode: 'pessimistic_write' } });
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
