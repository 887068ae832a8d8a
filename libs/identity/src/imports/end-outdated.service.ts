import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import type { MergedRow } from './merge-rows.query';

/** Ends sessions and tokens that an import made invalid, as the same change by an owner does. */
@Injectable()
export class EndOutdated {
  constructor(private readonly sessions: EndSession) {}

  /**
   * In the caller's transaction, ends the sessions of users that the import disabled or took from an unconfirmed
   * registration, and the access tokens that carry an old role.
   */
  async within(manager: EntityManager, merged: readonly MergedRow[]): Promise<void> {
    for (const { id, taken_over: takenOver, role_changed: roleChanged, newly_disabled: newlyDisabled } of merged) {
      if (id === null) continue;
      if (takenOver) await this.sessions.within(manager, { userId: id }, 'password_changed');
      else if (newlyDisabled) await this.sessions.within(manager, { userId: id }, 'account_disabled');
      else if (roleChanged) await this.sessions.accessWithRole(manager, id);
    }
  }
}
