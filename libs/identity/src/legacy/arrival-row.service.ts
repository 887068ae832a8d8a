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

/** A user whose log-in an old back end accepted. */
export interface Arrival {
  /** As it was typed. */
  readonly typed: string;
  /** The password that the old back end accepted. */
  readonly password: string;
  readonly told: LegacyUser;
}

const LONGEST_ID = 200;

/** The row that is written for such a user. */
@Injectable()
export class ArrivalRow {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly passwords: Passwords,
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  /** `null` for a user who has neither a valid e-mail nor a valid username. Throws `busy`. */
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
      // The rules for new passwords do not apply, because the password is in use already.
      passwordHash: await this.passwords.rehash(password, ownerId),
      ...foreignDetailsOf(told),
      roleId: await this.roleOf(told.role),
      countryCode: this.policy.defaultCountry,
      active: true,
      verifiedAt: provesEmail || email === null ? this.clock.now() : null,
      disabledAt: null,
    };
  }

  /** A user with an unknown role gets only the rights of a new user. */
  private async roleOf(role: LegacyUser['role']): Promise<number> {
    const named = String(role ?? '').toLowerCase();
    const found = (await this.roles.all()).find(
      ({ id, description, enable }) => enable && (String(id) === named || description.toLowerCase() === named),
    );
    return found?.id ?? DEFAULT_ROLE_ID;
  }
}
