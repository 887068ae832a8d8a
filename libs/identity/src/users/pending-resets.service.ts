import { Injectable } from '@nestjs/common';
import type { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { userAccount } from '../accounts/account';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { OneTimeLinks } from '../links/one-time-links.service';

const PURPOSE = 'change_user_password';

/** Open codes and links for changing a password. */
@Injectable()
export class PendingResets {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly links: OneTimeLinks,
  ) {}

  /** Ends all of them for a user. */
  async revoke(manager: EntityManager, user: User): Promise<void> {
    await this.codes.revoke(manager, userAccount(user), PURPOSE);
    await this.links.revoke(manager, user, PURPOSE);
  }
}
