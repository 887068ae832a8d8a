import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';
import { BeginSession } from '../auth/begin-session.service';
import { type ProviderAccount, ExternalAccounts } from '../external-accounts/external-accounts.service';
import type { LinkOffer } from '../links/send-link.service';
import { type UserDetails, UserProfiles } from '../profiles/user-profiles.service';
import { CreateUser } from './create-user.service';
import { type NewUser, PrepareUser } from './prepare-user.service';

/** The data of a user that may log in at once. `null` means not given. */
export interface Admission extends NewUser {
  readonly details: UserDetails;
  /** Verified by its provider. */
  readonly externalAccount: ProviderAccount | null;
  /** The push service's id of the user's device. */
  readonly deviceToken: string | null;
}

/** Registers users of an owner who may log in at once and confirm their e-mail later by a mailed link. */
@Injectable()
export class AdmitUser {
  constructor(
    private readonly preparation: PrepareUser,
    private readonly creation: CreateUser,
    private readonly profiles: UserProfiles,
    private readonly externalAccounts: ExternalAccounts,
    private readonly sessions: BeginSession,
  ) {}

  /**
   * Writes the user with all that belongs to it and begins its first session, all or nothing.
   * @param verification the link that confirms the e-mail
   * Throws `validation_failed`, `email_taken`, `username_taken`, `external_account_taken` or `busy`.
   */
  async admit(
    owner: Owner,
    admission: Admission,
    verification: LinkOffer,
    profile: TokenProfile,
  ): Promise<IssuedTokens> {
    const { details, externalAccount, deviceToken } = admission;
    await this.profiles.assertAcceptable(details);
    if (externalAccount) await this.externalAccounts.assertFree(owner.id, externalAccount);
    const row = await this.preparation.row(owner, admission);
    const prepared = await this.sessions.prepare(profile);
    return this.creation.active(owner, row, verification, async (manager, user) => {
      await this.profiles.addWithin(manager, user, details);
      if (externalAccount) await this.externalAccounts.linkWithin(manager, user, externalAccount);
      return this.sessions.within(manager, prepared, user, deviceToken);
    });
  }
}
