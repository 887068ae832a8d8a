import { Module } from '@nestjs/common';
import { CodesModule } from '../codes/codes.module';
import { CountriesModule } from '../countries/countries.module';
import { NoticesModule } from '../notices/notices.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { AdmitOwner } from './admit-owner.service';
import { AuthenticateOwner } from './authenticate-owner.service';
import { ChangeOwnerPassword } from './change-owner-password.service';
import { CreateOwner } from './create-owner.service';
import { CredentialHolders } from './credential-holders.service';
import { DefaultOwner } from './default-owner.service';
import { FindOwner } from './find-owner.service';
import { KnownOwners } from './known-owners.service';
import { ManageOwner } from './manage-owner.service';
import { OwnerSecrets } from './owner-secrets.service';
import { RegisterOwner } from './register-owner.service';
import { RequestOwnerPasswordCode } from './request-owner-password-code.service';
import { RotateOwnerSecret } from './rotate-owner-secret.service';
import { VerifyOwner } from './verify-owner.service';

/** Owners: sign-up, verification, passwords, secrets, and the default one. */
@Module({
  imports: [CodesModule, CountriesModule, NoticesModule, PasswordsModule],
  providers: [
    AdmitOwner,
    AuthenticateOwner,
    ChangeOwnerPassword,
    CreateOwner,
    CredentialHolders,
    DefaultOwner,
    FindOwner,
    KnownOwners,
    ManageOwner,
    OwnerSecrets,
    RegisterOwner,
    RequestOwnerPasswordCode,
    RotateOwnerSecret,
    VerifyOwner,
  ],
  exports: [
    AdmitOwner,
    AuthenticateOwner,
    ChangeOwnerPassword,
    CreateOwner,
    DefaultOwner,
    FindOwner,
    KnownOwners,
    ManageOwner,
    OwnerSecrets,
    RegisterOwner,
    RequestOwnerPasswordCode,
    RotateOwnerSecret,
    VerifyOwner,
  ],
})
export class OwnersModule {}
