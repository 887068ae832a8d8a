import { Inject, Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { type EmailAddress, parseEmail } from '../accounts/email-address';
import { type PersonalDetails, personalDetailsOf } from '../accounts/personal-details';
import { isDeceptiveDomain, looksLikeAnother, mixesScripts } from '../accounts/scripts';
import { parseUsername, type Username } from '../accounts/username';
import { IdentityError, invalidField } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { OwnerBudget } from '../limits/owner-budget.service';
import { Passwords } from '../passwords/passwords.service';
import { DEFAULT_ROLE_ID, Roles } from '../roles/roles.service';
import { standingOf } from './claimed-emails.service';
import { FindUser } from './find-user.service';
import type { UserRow } from './user-row';

/** The data of a new user. `null` means not given. */
export interface NewUser extends PersonalDetails {
  readonly email: string;
  readonly password: string;
  readonly roleId: number | null;
  readonly username: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string | null;
}

/** Checks the data of a new user and hashes its password: everything that must happen before the transaction. */
@Injectable()
export class PrepareUser {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly users: FindUser,
    private readonly roles: Roles,
    private readonly passwords: Passwords,
    private readonly budget: OwnerBudget,
  ) {}

  /**
   * Where accounts are not revealed, an unconfirmed e-mail may be registered again. Throws `validation_failed`,
   * `rate_limited`, `email_taken` or `busy`.
   */
  async row(owner: Owner, request: NewUser): Promise<UserRow> {
    const email = readEmail(request.email);
    const username = readUsername(request.username);
    const details = personalDetailsOf(request);
    const words = [email.address, username?.name ?? null, ...Object.values<string | null>(details), owner.name];
    const context = { words };
    this.passwords.assertAcceptable(request.password, context);
    const role = await this.roles.byId(request.roleId ?? DEFAULT_ROLE_ID);
    // Counted before the check that reveals who has an account.
    await this.budget.admitUser(owner.id);
    if (!this.policy.revealAccounts) await this.budget.spendRegistration(owner.id, email.key);
    // Cheaper than a hash. The unique index decides in the end.
    const standing = standingOf(await this.users.emailHolder(owner.id, email.key));
    const claims = standing === 'unconfirmed' && !this.policy.revealAccounts;
    if (standing !== 'free' && !claims) throw new IdentityError('email_taken');
    const passwordHash = await this.passwords.hashNew(request.password, owner.id, context);
    const countryCode = request.countryCode ?? this.policy.defaultCountry;
    return { email, username, passwordHash, ...details, countryCode, role, claims };
  }
}

function readEmail(text: string): EmailAddress {
  const email = parseEmail(text);
  if (email === null) throw invalidField('email', 'invalid_email', 'email must be an e-mail address');
  const [local = '', domain = ''] = email.address.split('@');
  if (mixesScripts(local) || isDeceptiveDomain(domain))
    throw invalidField('email', 'invalid_email', 'email must not mix letters of several scripts');
  return email;
}

/** Reads an optional username. Throws `validation_failed` on the field `username`. */
export function readUsername(text: string | null): Username | null {
  if (text === null) return null;
  const username = parseUsername(text);
  if (username === null) {
    throw invalidField(
      'username',
      'invalid_username',
      'username must have 1 to 60 letters, digits, dots, dashes or underscores, and no @',
    );
  }
  if (looksLikeAnother(username.name))
    throw invalidField(
      'username',
      'invalid_username',
      'username must not look like another: use letters of one script',
    );
  return username;
}
