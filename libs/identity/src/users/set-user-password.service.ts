import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import { Devices } from '../devices/devices.service';
import { ExternalAccounts } from '../external-accounts/external-accounts.service';
import type { TokenSubject } from '../tokens/token-profile';
import { AnnouncePassword } from './announce-password.service';
import { PendingResets } from './pending-resets.service';

/** A new password, as typed and as stored. */
export interface NewPassword {
  readonly text: string;
  readonly hash: string;
}

/** Sets or removes the password of a user, and ends the sessions and the open codes and links from the time before. */
@Injectable()
export class SetUserPassword {
  constructor(
    private readonly sessions: EndSession,
    private readonly devices: Devices,
    private readonly externalAccounts: ExternalAccounts,
    private readonly resets: PendingResets,
    private readonly announcement: AnnouncePassword,
  ) {}

  /** To be called in a transaction that holds the user locked. A user with a confirmed e-mail gets a mail. */
  async within(manager: EntityManager, user: TokenSubject, password: NewPassword | null): Promise<void> {
    await manager.update(User, { id: user.id }, { passwordHash: password?.hash ?? null });
    await this.sessions.within(manager, { userId: user.id }, 'password_changed');
    await this.devices.releaseWithin(manager, user);
    await this.resets.revoke(manager, user);
    // A stranger may have registered the address first and linked an external account, which must not remain.
    await this.externalAccounts.unlinkUnprovedWithin(manager, user);
    if (password !== null) await this.announcement.within(manager, user, password.text);
  }
}
