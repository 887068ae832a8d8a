import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EndSession } from '../auth/end-session.service';
import type { MergedRow } from './merge-rows.query';

/** Ends what an import made outdated, as the same change by an owner does. */
@Injectable()
export class EndOutdated {
  constructor(private readonly sessions: EndSession) {}

  /** Ends sessions of users that were disabled or whom somebody else had registered, and access tokens that carry another role, in the caller's transaction. */
  async within(manager: EntityManager, merged: readonly MergedRow[]): Promise<void> {
    for (const { id, taken_over: takenOver, role_changed: roleChanged, newly_disabled: newlyDisabled } of merged) {
      if (id === null) continue;
      if (takenOver) await this.sessions.within(manager, { userId: id }, 'password_changed');
      else if (newlyDisabled) await this.sessions.within(manager, { userId: id }, 'account_disabled');
      else if (roleChanged) await this.sessions.accessWithRole(manager, id);
    }
  }
}
