import { Injectable } from '@nestjs/common';
import { uniqueViolation, User } from '@portero/database';
import { type EntityManager, Not } from 'typeorm';
import { parseUsername } from '../accounts/username';
import { EndSession } from '../auth/end-session.service';
import { IdentityError } from '../identity.errors';
import { UserRecord } from './user-record.service';

/** The state of an e-mail for a new user: free, held by a user who has not confirmed it, or taken. */
export type EmailStanding = 'free' | 'unconfirmed' | 'taken';

/** The users who hold the names of a new user. */
type Named = Pick<User, 'id' | 'ownerId' | 'emailKey' | 'claimedEmailKey' | 'username' | 'usernameKey'>;

/**
 * E-mails with several unconfirmed registrations. The first one holds the e-mail, the others claim it. The user who
 * confirms the mailbox gets the e-mail, and the other registrations are deleted with all their data, so that nothing
 * that a stranger entered remains.
 */
@Injectable()
export class ClaimedEmails {
  constructor(
    private readonly sessions: EndSession,
    private readonly record: UserRecord,
  ) {}

  /**
   * Gives a user the e-mail that it has just confirmed, in the caller's transaction, which holds the user locked.
   * Throws `code_invalid` when another user confirmed it first.
   */
  async settle(manager: EntityManager, { id }: Pick<User, 'id'>): Promise<void> {
    const select = {
      id: true,
      ownerId: true,
      emailKey: true,
      claimedEmailKey: true,
      username: true,
      usernameKey: true,
    } as const;
    const user = await manager.findOneOrFail(User, { where: { id }, select });
    const key = user.claimedEmailKey ?? user.emailKey;
    if (key === null) return;
    if (user.claimedEmailKey !== null) await this.take(manager, user, user.claimedEmailKey);
    const claims = { ownerId: user.ownerId, claimedEmailKey: key, id: Not(id) };
    const rivals = await manager.find(User, { where: claims, lock: { mode: 'pessimistic_write' } });
    for (const rival of rivals) await this.remove(manager, rival);
  }

  private async take(manager: EntityManager, user: Named, emailKey: string): Promise<void> {
    const where = { ownerId: user.ownerId, emailKey };
    // If it is locked, the other user is confirming the same e-mail and waits for this user's lock. Not waiting here
    // avoids a deadlock: this transaction is retried, and then finds its user deleted.
    const holder = await manager.findOne(User, { where, lock: { mode: 'pessimistic_write', onLocked: 'nowait' } });
    if (holder !== null && !mayBeReplaced(holder)) throw new IdentityError('code_invalid');
    if (holder !== null) await this.remove(manager, holder);
    const names = { emailKey, claimedEmailKey: null, ...(await usernameOf(manager, user)) };
    await manager.update(User, { id: user.id }, names).catch((error: unknown) => {
      throw uniqueViolation(error) === null ? error : new IdentityError('code_invalid');
    });
  }

  private async remove(manager: EntityManager, user: User): Promise<void> {
    await this.sessions.within(manager, { userId: user.id }, 'account_deleted');
    await manager.delete(User, { id: user.id });
    await this.record.event(manager, user, 'user_deleted', 'registered_over');
  }
}

/** @param holder the user that holds the e-mail */
export function standingOf(holder: User | null): EmailStanding {
  if (holder === null) return 'free';
  return mayBeReplaced(holder) ? 'unconfirmed' : 'taken';
}

/** A registration does not replace an account that its owner, an import or a command created, enabled or disabled. */
function mayBeReplaced({ verifiedAt, disabledAt, importId, externalId, active, selfRegistered }: User): boolean {
  const isOpen = verifiedAt === null && disabledAt === null && importId === null && externalId === null;
  return isOpen && (!active || selfRegistered);
}

/** The username that the claim could not hold; none if another user has it meanwhile. */
async function usernameOf(
  manager: EntityManager,
  { ownerId, username, usernameKey }: Named,
): Promise<Pick<Partial<User>, 'username' | 'usernameKey'>> {
  if (username === null || usernameKey !== null) return {};
  const key = parseUsername(username)?.key ?? null;
  const isFree = key !== null && !(await manager.existsBy(User, { ownerId, usernameKey: key }));
  return isFree ? { usernameKey: key } : { username: null };
}
