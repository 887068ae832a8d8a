import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import { Devices } from '../devices/devices.service';
import { ExternalAccounts } from '../external-accounts/external-accounts.service';
import type { TokenSubject } from '../tokens/token-profile';
import { AnnouncePassword } from './announce-password.service';
import { PendingResets } from './pending-resets.service';

/** A new password, as it was typed and as it is kept. */
export interface NewPassword {
  readonly text: string;
  readonly hash: string;
}

/** Puts a new password in place, or none, and ends whatever the old one, or another way to change it, had let in. */
@Injectable()
export class SetUserPassword {
  constructor(
    private readonly sessions: EndSession,
    private readonly devices: Devices,
    private readonly externalAccounts: ExternalAccounts,
    private readonly resets: PendingResets,
    private readonly announcement: AnnouncePassword,
  ) {}

  /** In the caller's transaction, which holds the user locked. A user with a confirmed e-mail is told by mail. */
  async within(manager: EntityManager, user: TokenSubject, password: NewPassword | null): Promise<void> {
    await manager.update(User, { id: user.id }, { passwordHash: password?.hash ?? null });
    await this.sessions.within(manager, { userId: user.id }, 'password_changed');
    await this.devices.releaseWithin(manager, user);
    await this.resets.revoke(manager, user);
    // A stranger may have registered the address first and linked an account of his own: it must not outlive this.
    await this.externalAccounts.unlinkUnprovedWithin(manager, user);
    if (password !== null) await this.announcement.within(manager, user, password.text);
  }
}
