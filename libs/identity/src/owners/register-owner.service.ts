import { Inject, Injectable } from '@nestjs/common';
import { parseEmail } from '../accounts/email-address';
import { IdentityError, invalidField } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Limits } from '../limits/limits.service';
import { Passwords } from '../passwords/passwords.service';
import { CreateOwner, type CreatedOwner } from './create-owner.service';
import { FindOwner } from './find-owner.service';

/** The data of a new owner. */
export interface NewOwner {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2, or `null` for the installation's default. */
  readonly countryCode: string | null;
}

/** Registers owners that sign up over HTTP. */
@Injectable()
export class RegisterOwner {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly createOwner: CreateOwner,
    private readonly limits: Limits,
  ) {}

  /** Throws `signup_closed`, `validation_failed`, `rate_limited`, `owner_email_taken` or `busy`. */
  async register({ email, password, name, countryCode }: NewOwner): Promise<CreatedOwner> {
    if (!this.policy.ownerSignupOpen) throw new IdentityError('signup_closed');
    const parsed = parseEmail(email);
    if (parsed === null) throw invalidField('email', 'invalid_email', 'email must be an e-mail address');
    const context = { words: [parsed.address, name] };
    this.passwords.assertAcceptable(password, context);
    // Counted first, because the following answer reveals who has an account.
    await this.limits.spendByNetwork('sign_ups');
    // Cheaper than a hash; the unique index decides in the end.
    if (await this.owners.emailIsTaken(parsed)) throw new IdentityError('owner_email_taken');
    const passwordHash = await this.passwords.hashNew(password, null, context);
    return this.createOwner.create({
      email: parsed,
      name,
      passwordHash,
      countryCode: countryCode ?? this.policy.defaultCountry,
    });
  }
}
