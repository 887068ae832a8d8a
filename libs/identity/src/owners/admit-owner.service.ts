import { Inject, Injectable } from '@nestjs/common';
import { parseEmail } from '../accounts/email-address';
import { Countries } from '../countries/countries.service';
import { IdentityError, invalidField } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Passwords } from '../passwords/passwords.service';
import { CreateOwner, type VouchedOwner } from './create-owner.service';
import { FindOwner } from './find-owner.service';

/** The data of a new owner that an operator creates. */
export interface AdmittedOwner {
  readonly email: string;
  /** 1 to 200 characters. */
  readonly name: string;
  /** `null` for an owner who sets a password later by a mailed code, or never needs one. */
  readonly password: string | null;
  /** ISO 3166-1 alpha-2, or `null` for the installation's default. */
  readonly countryCode: string | null;
}

const MAX_NAME_LENGTH = 200;

/** Creates owners on behalf of an operator. They are verified at once, and sign-up may be closed. */
@Injectable()
export class AdmitOwner {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly countries: Countries,
    private readonly createOwner: CreateOwner,
  ) {}

  /** Throws `validation_failed`, `owner_email_taken` or `busy`. */
  async admit({ email, name, password, countryCode }: AdmittedOwner): Promise<VouchedOwner> {
    const parsed = parseEmail(email);
    if (parsed === null) throw invalidField('email', 'invalid_email', 'email must be one e-mail address');
    if (!isName(name))
      throw invalidField('name', 'invalid_name', `name must be text of 1 to ${MAX_NAME_LENGTH} characters`);
    const country = this.countries.byAcronym(countryCode ?? this.policy.defaultCountry);
    if (country === null)
      throw invalidField('country', 'unknown_country', 'country must be an ISO 3166-1 alpha-2 code');
    // Cheaper than a hash. The unique index decides in the end.
    if (await this.owners.emailIsTaken(parsed)) throw new IdentityError('owner_email_taken');
    const context = { words: [parsed.address, name] };
    const passwordHash = password === null ? null : await this.passwords.hashNew(password, null, context);
    return this.createOwner.createVerified({ email: parsed, name, passwordHash, countryCode: country.acronym });
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_NAME_LENGTH && !text.includes('\0') && text.isWellFormed();
}
