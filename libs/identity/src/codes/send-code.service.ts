import { Injectable } from '@nestjs/common';
import { type Owner, Transactions, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { type Account, ownerAccount, userAccount } from '../accounts/account';
import { Countries } from '../countries/countries.service';
import { MailOutbox } from '../mail/mail-outbox.service';
import { mailLanguage } from '../mail/mail-language';
import { CodeRequests } from './code-requests.service';
import { type CodePurpose, OneTimeCodes } from './one-time-codes.service';

/** The purpose of the code in each kind of mail. */
const TEMPLATES = {
  verify_owner: 'verification_code',
  verify_user: 'verification_code',
  change_owner_password: 'password_code',
  change_user_password: 'password_code',
} as const satisfies Record<CodePurpose, string>;

/** Makes a one-time code and queues its mail, both in the caller's transaction. */
@Injectable()
export class SendCode {
  constructor(
    private readonly transactions: Transactions,
    private readonly codes: OneTimeCodes,
    private readonly outbox: MailOutbox,
    private readonly countries: Countries,
    private readonly requests: CodeRequests,
  ) {}

  /** Sends a code to the stored address of an owner. @returns the code in clear. Throws `rate_limited`. */
  async toOwner(owner: Owner, purpose: CodePurpose): Promise<string> {
    return this.send(ownerAccount(owner), purpose, (manager) => this.toOwnerWithin(manager, owner, purpose));
  }

  /** Sends a code to the stored address of a user. @returns the code in clear. Throws `rate_limited`. */
  async toUser(user: User, owner: Owner, purpose: CodePurpose): Promise<string> {
    return this.send(userAccount(user), purpose, (manager) => this.toUserWithin(manager, user, owner, purpose));
  }

  /** Like {@link toOwner}, in the caller's transaction; {@link committed} must be called after it. */
  async toOwnerWithin(manager: EntityManager, owner: Owner, purpose: CodePurpose): Promise<string> {
    const code = await this.codes.issue(manager, ownerAccount(owner), purpose);
    await this.promise(manager, owner, owner.name, owner, purpose, code);
    return code;
  }

  /** Like {@link toUser}, in the caller's transaction; {@link committed} must be called after it. */
  async toUserWithin(manager: EntityManager, user: User, owner: Owner, purpose: CodePurpose): Promise<string> {
    const code = await this.codes.issue(manager, userAccount(user), purpose);
    await this.promise(manager, user, user.name, owner, purpose, code);
    return code;
  }

  /** Notifies the mail sender. Call it after the commit. */
  committed(): void {
    this.outbox.wake();
  }

  private async send(
    account: Account,
    purpose: CodePurpose,
    make: (manager: EntityManager) => Promise<string>,
  ): Promise<string> {
    await this.requests.admit({ account, purpose });
    const code = await this.transactions.run(async (manager) => {
      // A savepoint, because an unknown account needs one and must take the same time.
      const made = await manager.transaction(make);
      await this.requests.granted(manager, { account, purpose });
      return made;
    });
    this.committed();
    return code;
  }

  private async promise(
    manager: EntityManager,
    to: { readonly email: string; readonly countryCode: string },
    accountName: string | null,
    owner: Owner,
    purpose: CodePurpose,
    code: string,
  ): Promise<void> {
    const country = this.countries.byAcronym(to.countryCode);
    await this.outbox.enqueue(manager, {
      template: TEMPLATES[purpose],
      to: to.email,
      language: country ? mailLanguage(country) : 'en',
      data: { code, accountName, ownerName: owner.name, expiresInMinutes: this.codes.lifetimeMinutes },
      sender: { name: owner.mailSenderName, replyTo: owner.mailReplyTo },
    });
  }
}
