import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.service';
import { Limits } from './limits.service';
import { isProven } from './owner-budget.service';

/** No user has this id. */
const NOBODY = 0;

/** Callers that strangers cannot lock out of an account: its owner, and networks from which it logged in before. */
@Injectable()
export class TrustedCaller {
  constructor(
    private readonly limits: Limits,
    private readonly trail: AuditTrail,
  ) {}

  /** @param userId `null` for the account of the owner itself, `undefined` for an account that does not exist */
  async isTrusted(ownerId: number, userId: number | null | undefined): Promise<boolean> {
    if (isProven(ownerId)) return true;
    const network = this.limits.network();
    // The same query for an unknown account, so that the response time reveals nothing.
    return (
      network !== null &&
      network.includes('/') &&
      this.trail.isFamiliar(ownerId, userId === undefined ? NOBODY : userId, network)
    );
  }
}
