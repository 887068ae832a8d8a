import { Injectable } from '@nestjs/common';
import { currentRequest } from '../requests/request-origin';
import { Limits } from './limits.service';

/**
 * What an owner gets in an hour: users, and mails with codes. Requests with the owner's credential have a budget of their
 * own, so that strangers cannot shut an owner out of its own service.
 */
@Injectable()
export class OwnerBudget {
  constructor(private readonly limits: Limits) {}

  /**
   * Before a user is written: counts the sign-up of a stranger's network. Throws `rate_limited` when that network, or the
   * owner, is over its limit.
   */
  async admitUser(ownerId: number): Promise<void> {
    if (!isProven(ownerId)) await this.limits.spendByNetwork('sign_ups');
    await this.limits.assertLeft(isProven(ownerId) ? 'users_by_credential' : 'users_by_owner', ownerId);
  }

  /**
   * Counts a registration of an e-mail, whether anybody has it or not: each is a mail to the same mailbox. Throws
   * `rate_limited` past the limits.
   */
  async spendRegistration(ownerId: number, emailKey: string): Promise<void> {
    const caller = this.limits.callerAt(ownerId);
    if (!isProven(ownerId)) await this.limits.spend('registrations_of_email_by_caller', ownerId, emailKey, caller);
    // Those of the owner are counted apart: strangers cannot use them up.
    const counted = isProven(ownerId) ? caller : 'strangers';
    await this.limits.spend('registrations_of_email', ownerId, emailKey, counted);
  }

  /** Counts a user that is being written. Throws `rate_limited` past the limit. */
  async spendUser(ownerId: number): Promise<void> {
    await this.limits.spend(isProven(ownerId) ? 'users_by_credential' : 'users_by_owner', ownerId);
  }

  /** Counts nothing. Throws `rate_limited` when the owner's accounts get no more codes for now. */
  async assertCodeLeft(ownerId: number): Promise<void> {
    await this.limits.assertLeft(isProven(ownerId) ? 'codes_by_credential' : 'codes_by_owner', ownerId);
  }

  /** Counts a code that is being mailed. Throws `rate_limited` past the limit. */
  async spendCode(ownerId: number): Promise<void> {
    await this.limits.spend(isProven(ownerId) ? 'codes_by_credential' : 'codes_by_owner', ownerId);
  }
}

/** Whether the running request brought the credential of this owner, or of one of its clients. */
export function isProven(ownerId: number): boolean {
  return currentRequest()?.provenOwnerId === ownerId;
}
