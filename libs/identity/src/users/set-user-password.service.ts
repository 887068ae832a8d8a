import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import { Devices } from '../devices/devices.service';
import { ExternalAccounts } from '../external-accounts/external-accounts.service';
import { SecurityNotices } from '../notices/security-notices.service';
import type { TokenSubject } from '../tokens/token-profile';
import { PendingResets } from './pending-resets.service';

/** Puts a new password in place, or none, and ends whatever the old one, or another way to change it, had let in. */
@Injectable()
export class SetUserPassword {
  constructor(
    private readonly sessions: EndSession,
    private readonly devices: Devices,
    private readonly externalAccounts: ExternalAccounts,
    private readonly resets: PendingResets,
    private readonly notices: SecurityNotices,
  ) {}

  /** In the caller's transaction, which holds the user locked. A user with a confirmed e-mail is told by mail. */
  async within(manager: EntityManager, user: TokenSubject, passwordHash: string | null): Promise<void> {
    await manager.update(User, { id: user.id }, { passwordHash });
    await this.sessions.within(manager, { userId: user.id }, 'password_changed');
    await this.devices.releaseWithin(manager, user);
    await this.resets.revoke(manager, user);
    // A stranger may have registered the address first and linked an account of his own: it must not outlive this.
    await this.externalAccounts.unlinkUnprovedWithin(manager, user);
    if (passwordHash !== null) await this.notices.passwordChanged(manager, user);
  }
}
