import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from '../accounts/account';
import { AuditLog } from '../audit/audit-log.service';
import { type LimitSubject, Limits } from '../limits/limits.service';
import { isProven, OwnerBudget } from '../limits/owner-budget.service';
import { TrustedCaller } from '../limits/trusted-caller.service';

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
    private readonly ownerBudget: OwnerBudget,
    private readonly trusted: TrustedCaller,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Counts a request before any other work. Throws `rate_limited` when the caller, the account or its owner is over its
   * limit. An unknown account is counted like any other, but its owner is not charged.
   */
  async admit(request: RequestedCode): Promise<void> {
    const { account, nobody } = request;
    const subject = subjectOf(request);
    const caller = this.limits.callerAt(account.ownerId);
    if (!isProven(account.ownerId)) await this.limits.spendByNetwork('codes_by_network');
    await this.limits.spend('codes_by_account_and_caller', ...subject, caller);
    const userId = nobody === undefined ? account.userId : undefined;
    const isTrusted = await this.trusted.isTrusted(account.ownerId, userId);
    if (!isTrusted) await this.limits.spend('codes_by_account', ...subject);
    // Requests of strangers at this owner must not block a request from the account's own network.
    if (isTrusted && !isProven(account.ownerId)) return;
    // Also checked for an unknown account: otherwise a refusal would reveal which accounts exist.
    if (nobody === undefined) await this.ownerBudget.spendCode(account.ownerId);
    else await this.ownerBudget.assertCodeLeft(account.ownerId);
  }

  /** Records a request, in the transaction that makes the code. */
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

function subjectOf({ account: { ownerId, userId }, nobody }: RequestedCode): LimitSubject {
  return nobody === undefined ? ['account', ownerId, userId] : ['nobody', ownerId, nobody];
}
