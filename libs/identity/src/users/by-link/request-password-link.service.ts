import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { UnknownAccount } from '../../codes/unknown-account.service';
import { IDENTITY_POLICY, type IdentityPolicy } from '../../identity-policy';
import { type LinkOffer, SendLink } from '../../links/send-link.service';
import { FindUser } from '../find-user.service';
import type { UserAccountName } from '../request-user-password-code.service';

/** Longer than it takes to queue a mail, because the response time must not reveal whether one was queued. */
const LEAST_MS = 200;

const PURPOSE = 'change_user_password';

/** Sends the link with which a user who forgot the password sets a new one. */
@Injectable()
export class RequestPasswordLink {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly users: FindUser,
    private readonly links: SendLink,
    private readonly unknown: UnknownAccount,
  ) {}

  /**
   * Mails the link to the stored address. For an unknown account it throws `account_unknown`, or does nothing in the
   * same time where the policy does not reveal accounts. Throws `rate_limited`.
   */
  async request(name: UserAccountName, offer: LinkOffer): Promise<void> {
    if (this.policy.revealAccounts) return this.send(name, offer);
    await Promise.all([this.send(name, offer), delay(LEAST_MS)]);
  }

  private async send({ ownerUuid, email }: UserAccountName, offer: LinkOffer): Promise<void> {
    const account = await this.users.account(ownerUuid, email);
    if (account.user) return this.links.toUser(account.user, account.user.owner, PURPOSE, offer);
    await this.unknown.requestCode(account, PURPOSE);
  }
}
