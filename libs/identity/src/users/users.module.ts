import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { CodesModule } from '../codes/codes.module';
import { DevicesModule } from '../devices/devices.module';
import { ExternalAccountsModule } from '../external-accounts/external-accounts.module';
import { LinksModule } from '../links/links.module';
import { NoticesModule } from '../notices/notices.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { ProfilesModule } from '../profiles/profiles.module';
import { RolesModule } from '../roles/roles.module';
import { AdmitUser } from './admit-user.service';
import { AnnouncePassword } from './announce-password.service';
import { ChangePasswordByLink } from './by-link/change-password-by-link.service';
import { RequestPasswordLink } from './by-link/request-password-link.service';
import { TakeAccountOver } from './by-link/take-account-over.service';
import { VerifyUserByLink } from './by-link/verify-user-by-link.service';
import { ChangeUserPassword } from './change-user-password.service';
import { ClaimedEmails } from './claimed-emails.service';
import { ConfirmEmail } from './confirm-email.service';
import { CreateUser } from './create-user.service';
import { FindUser } from './find-user.service';
import { InsertUser } from './insert-user.service';
import { ManageUser } from './manage-user.service';
import { PendingResets } from './pending-resets.service';
import { PrepareUser } from './prepare-user.service';
import { ReadUserChanges } from './read-user-changes.service';
import { ReadUsers } from './read-users.service';
import { RegisterUser } from './register-user.service';
import { RequestUserPasswordCode } from './request-user-password-code.service';
import { SetUserPassword } from './set-user-password.service';
import { UserRecord } from './user-record.service';
import { VerifyUser } from './verify-user.service';

const USE_CASES = [
  AdmitUser,
  ChangePasswordByLink,
  ChangeUserPassword,
  FindUser,
  ManageUser,
  ReadUsers,
  RegisterUser,
  RequestPasswordLink,
  RequestUserPasswordCode,
  TakeAccountOver,
  VerifyUser,
  VerifyUserByLink,
];

/** Users: registration, verification, passwords, look-ups, and management by owners. */
@Module({
  imports: [
    AuthModule,
    CodesModule,
    DevicesModule,
    ExternalAccountsModule,
    LinksModule,
    NoticesModule,
    PasswordsModule,
    ProfilesModule,
    RolesModule,
  ],
  providers: [
    ...USE_CASES,
    AnnouncePassword,
    ClaimedEmails,
    ConfirmEmail,
    CreateUser,
    InsertUser,
    PendingResets,
    PrepareUser,
    ReadUserChanges,
    SetUserPassword,
    UserRecord,
  ],
  exports: USE_CASES,
})
export class UsersModule {}
