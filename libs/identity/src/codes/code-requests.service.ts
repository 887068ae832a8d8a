import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from '../accounts/account';
import { AuditLog } from '../audit/audit-log.service';
import { type LimitSubject, Limits } from '../limits/limits.service';
import { currentRequest } from '../requests/request-origin';

/** A request for a code or a link. */
export interface RequestedCode {
  readonly account: Account;
  readonly purpose: string;
  /** The given e-mail when no account has it. */
  readonly nobody?: string;
}

/** Limits and records requests for codes and links. */
@Injectable()
export class CodeRequests {
  constructor(
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Counts a request before any other work. Throws `rate_limited` when the caller, the account or its owner is over its
   * limit; an unknown account is counted like any other.
   */
  async admit({ account: { ownerId, userId }, nobody }: RequestedCode): Promise<void> {
    if (currentRequest()?.provenOwnerId !== ownerId) await this.limits.spendByNetwork('codes_by_network');
    const account: LimitSubject = nobody === undefined ? ['account', ownerId, userId] : ['nobody', ownerId, nobody];
    await this.limits.spend('codes_by_account', ...account);
    await this.limits.spend('codes_by_owner', ownerId);
  }

  /** Writes a request down, in the transaction that makes the code. */
  async granted(manager: EntityManager, { account, purpose, nobody }: RequestedCode): Promise<void> {
    const outcome = nobody === undefined ? 'ok' : 'failed';
    await this.audit.record(manager, {
      ...account,
      event: 'code_requested',
      outcome,
      detail: purpose,
      ...(nobody !== undefined && { nobody }),
    });
  }
}
