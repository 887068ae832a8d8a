import { Injectable } from '@nestjs/common';
import type { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import type { AuditEventName } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { LegacyDepartures } from '../legacy/legacy-departures.service';

/** Records what was done to a user, in the transaction that does it. */
@Injectable()
export class UserRecord {
  constructor(
    private readonly audit: AuditLog,
    private readonly departures: LegacyDepartures,
  ) {}

  /** An event of the audit log. */
  async event(manager: EntityManager, user: User, event: AuditEventName, detail?: string): Promise<void> {
    const { ownerId, id: userId } = user;
    await this.audit.record(manager, { ownerId, userId, event, ...(detail !== undefined && { detail }) });
  }

  /** Records its deletion, and prevents an old back end from bringing it back. */
  async deletion(manager: EntityManager, user: User): Promise<void> {
    await this.departures.rememberWithin(manager, user);
    await this.event(manager, user, 'user_deleted');
  }
}
