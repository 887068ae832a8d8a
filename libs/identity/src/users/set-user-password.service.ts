import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { userAccount } from '../accounts/account';
import { EndSession } from '../auth/end-session.service';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { Devices } from '../devices/devices.service';
import { ExternalAccounts } from '../external-accounts/external-accounts.service';
import { OneTimeLinks } from '../links/one-time-links.service';

const PURPOSE = 'change_user_password';

/** Puts a new password in place, or none, and ends whatever the old one, or another way to change it, had let in. */
@Injectable()
export class SetUserPassword {
  constructor(
    private readonly sessions: EndSession,
    private readonly devices: Devices,
    private readonly externalAccounts: ExternalAccounts,
    private readonly codes: OneTimeCodes,
    private readonly links: OneTimeLinks,
  ) {}

  /** In the caller's transaction, which holds the user locked. */
  async within(manager: EntityManager, user: User, passwordHash: string | null): Promise<void> {
    await manager.update(User, { id: user.id }, { passwordHash });
    await this.sessions.within(manager, { userId: user.id }, 'password_changed');
    await this.devices.releaseWithin(manager, user);
    await this.codes.revoke(manager, userAccount(user), PURPOSE);
    await this.links.revoke(manager, user, PURPOSE);
    // A stranger may have registered the address first and linked an account of his own: it must not outlive this.
    await this.externalAccounts.unlinkUnprovedWithin(manager, user);
  }
}
