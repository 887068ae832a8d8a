import { Injectable } from '@nestjs/common';
import { Transactions, User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import { IdentityError } from '../identity.errors';
import { asTaken } from './create-user.service';
import type { TokenSubject } from '../tokens/token-profile';
import { FindUser, type UserName } from './find-user.service';
import { ReadUserChanges, type UserChanges } from './read-user-changes.service';
import { UserRecord } from './user-record.service';

/**
 * Changes and deletes users for their owner. Every write has the owner in its condition, so that it cannot reach
 * another owner's user.
 */
@Injectable()
export class ManageUser {
  constructor(
    private readonly users: FindUser,
    private readonly transactions: Transactions,
    private readonly changes: ReadUserChanges,
    private readonly sessions: EndSession,
    private readonly record: UserRecord,
  ) {}

  /**
   * Changes a user. Disabling it ends its sessions; a new role ends the access tokens with the old role. Throws
   * `user_not_found`, `validation_failed` or `username_taken`.
   */
  async update(name: UserName, changes: UserChanges): Promise<TokenSubject> {
    const row = await this.changes.row(changes);
    const user = await this.users.byName(name);
    await this.transactions
      .run((manager) => this.write(manager, user, row))
      .catch((error: unknown) => {
        throw asTaken(error);
      });
    return this.users.byName(name);
  }

  /** Deletes a user with everything that belongs to it. @returns the user as it was. Throws `user_not_found`. */
  async delete(name: UserName): Promise<TokenSubject> {
    const user = await this.users.byName(name);
    await this.transactions.run(async (manager) => {
      // The user is locked before its sessions, as in every transaction that begins or refreshes one; the other order
      // could deadlock.
      const where = { id: user.id, ownerId: user.ownerId };
      await manager.findOne(User, { where, select: { id: true }, lock: { mode: 'pessimistic_write' } });
      await this.sessions.within(manager, { userId: user.id }, 'account_deleted');
      const { affected } = await manager.delete(User, where);
      if (affected !== 1) throw new IdentityError('user_not_found');
      await this.record.deletion(manager, user);
    });
    return user;
  }

  /** Ends every session of a user. Throws `user_not_found`. */
  async endSessions(name: UserName): Promise<TokenSubject> {
    const user = await this.users.byName(name);
    await this.sessions.end({ userId: user.id }, 'ended_by_owner');
    return user;
  }

  private async write(manager: EntityManager, user: User, row: Partial<User>): Promise<void> {
    if (Object.keys(row).length === 0) return;
    const where = { id: user.id, ownerId: user.ownerId };
    const before = row.roleId === undefined ? null : await lockedRole(manager, where);
    // An account that its owner has changed does not count as abandoned.
    const kept = { selfRegistered: false, unverifiedUntil: null };
    const { affected } = await manager.update(User, where, { ...row, ...kept });
    if (affected !== 1) throw new IdentityError('user_not_found');
    const { active, disabledAt: _disabledAt, usernameKey: _usernameKey, ...plain } = row;
    if (Object.keys(plain).length > 0)
      await this.record.event(manager, user, 'user_updated', Object.keys(plain).join(' '));
    if (active !== undefined) await this.record.event(manager, user, active ? 'user_enabled' : 'user_disabled');
    if (before !== null && before !== row.roleId) await this.sessions.accessWithRole(manager, user.id);
    if (active === false) await this.sessions.within(manager, { userId: user.id }, 'account_disabled');
  }
}

/** The role of a user before the transaction changes it. */
async function lockedRole(manager: EntityManager, where: { id: number; ownerId: number }): Promise<number | null> {
  const lock = { mode: 'pessimistic_write' } as const;
  const user = await manager.findOne(User, { where, select: { id: true, roleId: true }, lock });
  return user && user.roleId;
}
