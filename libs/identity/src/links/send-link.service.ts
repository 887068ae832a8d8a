import { Injectable } from '@nestjs/common';
import { type Owner, Transactions, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { userAccount } from '../accounts/account';
import { CodeRequests } from '../codes/code-requests.service';
import { Countries } from '../countries/countries.service';
import { accountLanguage, type MailLanguage } from '../mail/mail-language';
import { MailOutbox } from '../mail/mail-outbox.service';
import { type LinkPurpose, OneTimeLinks } from './one-time-links.service';

/** The form of a mailed link. The wire that serves its page decides it. */
export interface LinkOffer {
  /** The absolute `http(s)` URL of the page for a token. */
  readonly href: (token: string) => string;
  readonly lifetimeSeconds: number;
  /** Language of the mail; `null` for the language of the user's country. */
  readonly language: MailLanguage | null;
}

/** The purpose of the link in each kind of mail. */
const TEMPLATES = {
  verify_user: 'verification_link',
  change_user_password: 'password_link',
} as const satisfies Record<LinkPurpose, string>;

/** Makes a one-time link and queues its mail, both in one transaction. */
@Injectable()
export class SendLink {
  constructor(
    private readonly transactions: Transactions,
    private readonly links: OneTimeLinks,
    private readonly outbox: MailOutbox,
    private readonly countries: Countries,
    private readonly requests: CodeRequests,
  ) {}

  /** Sends a requested link to the stored address of a user. Throws `rate_limited`. */
  async toUser(user: User, owner: Owner, purpose: LinkPurpose, offer: LinkOffer): Promise<void> {
    const request = { account: userAccount(user), purpose };
    await this.requests.admit(request);
    await this.transactions.run(async (manager) => {
      // A savepoint, because an unknown account needs one and must take the same time.
      await manager.transaction((inside) => this.toUserWithin(inside, user, owner, purpose, offer));
      await this.requests.granted(manager, request);
    });
    this.committed();
  }

  /** Sends a link to the stored address of a user; {@link committed} must be called after the transaction. */
  async toUserWithin(
    manager: EntityManager,
    user: User,
    owner: Owner,
    purpose: LinkPurpose,
    offer: LinkOffer,
  ): Promise<void> {
    const token = await this.links.issue(manager, user, purpose, offer.lifetimeSeconds);
    await this.outbox.enqueue(manager, {
      template: TEMPLATES[purpose],
      to: user.email,
      language: offer.language ?? accountLanguage(this.countries.byAcronym(user.countryCode)),
      data: {
        link: offer.href(token),
        accountName: user.name,
        ownerName: owner.name,
        expiresInMinutes: Math.floor(offer.lifetimeSeconds / 60),
      },
      sender: { name: owner.mailSenderName, replyTo: owner.mailReplyTo },
    });
  }

  /** Notifies the mail sender. Call it after the commit. */
  committed(): void {
    this.outbox.wake();
  }
}
