import { Injectable } from '@nestjs/common';
import { Transactions, User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { Roles } from '../roles/roles.service';
import { asTaken } from './create-user.service';
import type { TokenSubject } from '../auth/token-profile';
import { FindUser, type UserName } from './find-user.service';
import { readUsername } from './register-user.service';

/** What an owner changes of a user. A key that is absent stays as it is; `null` clears. */
export interface UserChanges {
  readonly active?: boolean;
  readonly roleId?: number;
  readonly username?: string | null;
  readonly name?: string | null;
  readonly surname?: string | null;
  readonly phone?: string | null;
}

/** What an owner does to its users. Every write names the owner again, so that none can reach another's user. */
@Injectable()
export class ManageUser {
  constructor(
    private readonly users: FindUser,
    private readonly transactions: Transactions,
    private readonly roles: Roles,
    private readonly sessions: EndSession,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes a user; disabling it ends its sessions.
   * Throws `user_not_found`, `validation_failed` or `username_taken`.
   */
  async update(name: UserName, changes: UserChanges): Promise<TokenSubject> {
    const { active, roleId, username, ...plain } = changes;
    const parsed = username === undefined ? undefined : readUsername(username);
    const role = roleId === undefined ? undefined : await this.roles.byId(roleId);
    const user = await this.users.byName(name);
    const row: Partial<User> = {
      ...plain,
      ...(role && { roleId: role.id }),
      ...(parsed !== undefined && { username: parsed?.name ?? null, usernameKey: parsed?.key ?? null }),
      ...(active !== undefined && { active, disabledAt: active ? null : this.clock.now() }),
    };
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
    const { affected } = await this.transactions.run((manager) =>
      manager.delete(User, { id: user.id, ownerId: user.ownerId }),
    );
    if (affected !== 1) throw new IdentityError('user_not_found');
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
    const { affected } = await manager.update(User, { id: user.id, ownerId: user.ownerId }, row);
    if (affected !== 1) throw new IdentityError('user_not_found');
    if (row.active === false) await this.sessions.within(manager, { userId: user.id }, 'account_disabled');
  }
}
