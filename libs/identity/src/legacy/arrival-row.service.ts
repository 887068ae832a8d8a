import { Inject, Injectable } from '@nestjs/common';
import type { LegacyBackEnd, User } from '@portero/database';
import { parseEmail } from '../accounts/email-address';
import { boundedText, foreignDetailsOf } from '../accounts/personal-details';
import { parseUsername } from '../accounts/username';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Passwords } from '../passwords/passwords.service';
import { DEFAULT_ROLE_ID, Roles } from '../roles/roles.service';
import type { LegacyUser } from './legacy-dialect';

/** A user whom an old back end let in. */
export interface Arrival {
  /** As it was typed. */
  readonly typed: string;
  /** The one that was right there. */
  readonly password: string;
  readonly told: LegacyUser;
}

const LONGEST_ID = 200;

/** What is written of a user who comes over. */
@Injectable()
export class ArrivalRow {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly passwords: Passwords,
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  /** `null` for a user without a name that is one here. Throws `busy`. */
  async of({ ownerId, provesEmail }: LegacyBackEnd, { typed, password, told }: Arrival): Promise<Partial<User> | null> {
    const email = parseEmail(typed) ?? parseEmail(told.email ?? '');
    const username = parseUsername(typed) ?? parseUsername(told.username ?? '');
    if (email === null && username === null) return null;
    return {
      ownerId,
      externalId: boundedText(told.externalId, LONGEST_ID),
      email: email?.address ?? '',
      emailKey: email?.key ?? null,
      username: username?.name ?? null,
      usernameKey: username?.key ?? null,
      // The rules for new passwords don't apply: it is in use there.
      passwordHash: await this.passwords.rehash(password, ownerId),
      ...foreignDetailsOf(told),
      roleId: await this.roleOf(told.role),
      countryCode: this.policy.defaultCountry,
      active: true,
      verifiedAt: provesEmail || email === null ? this.clock.now() : null,
      disabledAt: null,
    };
  }

  /** A role that is unknown here gives no more rights than a new user has. */
  private async roleOf(role: LegacyUser['role']): Promise<number> {
    const named = String(role ?? '').toLowerCase();
    const found = (await this.roles.all()).find(
      ({ id, description, enable }) => enable && (String(id) === named || description.toLowerCase() === named),
    );
    return found?.id ?? DEFAULT_ROLE_ID;
  }
}
