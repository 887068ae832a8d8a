import { Injectable } from '@nestjs/common';
import { currentRequest } from '../requests/request-origin';
import { Limits } from './limits.service';

/**
 * Limits how many users and mails with codes an owner gets in an hour. Requests with the owner's credential have a
 * separate budget, so that strangers cannot lock an owner out of its own service.
 */
@Injectable()
export class OwnerBudget {
  constructor(private readonly limits: Limits) {}

  /**
   * To be called before a user is written: counts a sign-up without the owner's credential. Throws `rate_limited` when
   * the network, or the owner, is over its limit.
   */
  async admitUser(ownerId: number): Promise<void> {
    if (!isProven(ownerId)) await this.limits.spendByNetwork('sign_ups');
    await this.limits.assertLeft(isProven(ownerId) ? 'users_by_credential' : 'users_by_owner', ownerId);
  }

  /**
   * Counts a registration of an e-mail, whether it is taken or not, because each one sends a mail to the same mailbox.
   * Throws `rate_limited` when a limit is exceeded.
   */
  async spendRegistration(ownerId: number, emailKey: string): Promise<void> {
    const caller = this.limits.callerAt(ownerId);
    if (!isProven(ownerId)) await this.limits.spend('registrations_of_email_by_caller', ownerId, emailKey, caller);
    // Registrations by the owner are counted separately, so that strangers cannot use up that limit.
    const counted = isProven(ownerId) ? caller : 'strangers';
    await this.limits.spend('registrations_of_email', ownerId, emailKey, counted);
  }

  /** Counts a user that is being written. Throws `rate_limited` when the limit is exceeded. */
  async spendUser(ownerId: number): Promise<void> {
    await this.limits.spend(isProven(ownerId) ? 'users_by_credential' : 'users_by_owner', ownerId);
  }

  /** Adds nothing. Throws `rate_limited` when the owner's accounts get no more codes for now. */
  async assertCodeLeft(ownerId: number): Promise<void> {
    await this.limits.assertLeft(isProven(ownerId) ? 'codes_by_credential' : 'codes_by_owner', ownerId);
  }

  /** Counts a code that is being mailed. Throws `rate_limited` when the limit is exceeded. */
  async spendCode(ownerId: number): Promise<void> {
    await this.limits.spend(isProven(ownerId) ? 'codes_by_credential' : 'codes_by_owner', ownerId);
  }
}

/** Whether the current request has the credential of this owner, or of one of its clients. */
export function isProven(ownerId: number): boolean {
  return currentRequest()?.provenOwnerId === ownerId;
}
