import { Inject, Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { Countries } from '../countries/countries.service';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Limits } from '../limits/limits.service';
import type { Mail } from '../mail/mail';
import { accountLanguage } from '../mail/mail-language';
import { MailOutbox } from '../mail/mail-outbox.service';
import { noticeNetwork } from '../requests/network-address';
import { currentRequest } from '../requests/request-origin';
import type { TokenSubject } from '../tokens/token-profile';

/** A mail that a log-in queues when it is the first one from its network. */
export interface LogInNotice {
  /** Keyed hash of the network; `null` outside of a request. */
  readonly network: Buffer | null;
  /** `null` when no mail is sent. */
  readonly mail: { readonly id: string; readonly sealed: Buffer } | null;
}

/**
 * Sends users a mail about a changed password and about a log-in from a new network. Only confirmed addresses get such
 * mails, and only if the owner's setting, or else the mode, says so. Owners get a mail about their own password.
 */
@Injectable()
export class SecurityNotices {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly outbox: MailOutbox,
    private readonly countries: Countries,
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /** The data that a log-in writes, prepared before it is known whether its network is new. */
  ofLogIn(subject: TokenSubject): LogInNotice {
    const from = currentRequest()?.from;
    if (!from) return { network: null, mail: null };
    const network = Buffer.from(this.limits.keyOf(['log-in notice', subject.id, noticeNetwork(from)]), 'base64url');
    const mail = this.mailTo(subject, 'new_network');
    return { network, mail: mail && this.outbox.seal(mail) };
  }

  /** Queues the mail of a changed password, in the transaction that changes it. */
  async passwordChanged(manager: EntityManager, subject: TokenSubject): Promise<void> {
    const mail = this.mailTo(subject, 'password_changed');
    if (mail !== null) await this.outbox.enqueue(manager, mail);
  }

  /**
   * Queues the mail for the account of an owner itself. Owners always get it in hardened mode. In documented mode they
   * get it if they turned such mails on for their users.
   */
  async ownerPasswordChanged(manager: EntityManager, owner: Owner): Promise<void> {
    const isWanted = this.policy.securityNotices || owner.securityNotices === true;
    if (!isWanted || owner.verifiedAt === null) return;
    await this.outbox.enqueue(manager, {
      template: 'owner_password_changed',
      to: owner.email,
      language: accountLanguage(this.countries.byAcronym(owner.countryCode)),
      data: { accountName: null, ownerName: owner.name, at: this.clock.now() },
      sender: {},
    });
  }

  /** Sends queued mails at once. Call it after the commit. */
  committed(): void {
    this.outbox.wake();
  }

  private mailTo(subject: TokenSubject, template: 'new_network' | 'password_changed'): Mail | null {
    const { owner, email, verifiedAt, countryCode, name } = subject;
    const isWanted = owner.securityNotices ?? this.policy.securityNotices;
    if (!isWanted || verifiedAt === null || email === '') return null;
    return {
      template,
      to: email,
      language: accountLanguage(this.countries.byAcronym(countryCode)),
      data: { accountName: name, ownerName: owner.name, at: this.clock.now() },
      sender: { name: owner.mailSenderName, replyTo: owner.mailReplyTo },
    };
  }
}
