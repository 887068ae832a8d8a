import { Injectable } from '@nestjs/common';
import type { User } from '@portero/database';
import type { PersonalDetails } from '../accounts/personal-details';
import { Clock } from '../clock';
import { Roles } from '../roles/roles.service';
import { readUsername } from './prepare-user.service';

/** The changes of an owner to a user. An absent key changes nothing; `null` clears. */
export interface UserChanges extends Partial<PersonalDetails> {
  readonly active?: boolean;
  readonly roleId?: number;
  readonly username?: string | null;
}

/** Reads the changes of a user. */
@Injectable()
export class ReadUserChanges {
  constructor(
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  /** The columns that change; empty when nothing changes. Throws `validation_failed`. */
  async row({ active, roleId, username, ...plain }: UserChanges): Promise<Partial<User>> {
    const parsed = username === undefined ? undefined : readUsername(username);
    const role = roleId === undefined ? undefined : await this.roles.byId(roleId);
    return {
      ...plain,
      ...(role && { roleId: role.id }),
      ...(parsed !== undefined && { username: parsed?.name ?? null, usernameKey: parsed?.key ?? null }),
      ...(active !== undefined && { active, disabledAt: active ? null : this.clock.now() }),
    };
  }
}
