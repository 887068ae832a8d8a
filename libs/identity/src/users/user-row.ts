import type { Role } from '@portero/database';
import type { EmailAddress } from '../accounts/email-address';
import type { PersonalDetails } from '../accounts/personal-details';
import type { Username } from '../accounts/username';

/** The row of a new user, checked and hashed. */
export interface UserRow extends PersonalDetails {
  readonly email: EmailAddress;
  readonly username: Username | null;
  readonly passwordHash: string | null;
  readonly countryCode: string;
  readonly role: Role;
  /** Whether another user holds the e-mail without having confirmed it. This user gets it by confirming it. */
  readonly claims: boolean;
}
