import { Module } from '@nestjs/common';
import { CodesModule } from '../codes/codes.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { ChangeOwnerPassword } from './change-owner-password.service';
import { CreateOwner } from './create-owner.service';
import { DefaultOwner } from './default-owner.service';
import { FindOwner } from './find-owner.service';
import { OwnerSecrets } from './owner-secrets.service';
import { RegisterOwner } from './register-owner.service';
import { RotateOwnerSecret } from './rotate-owner-secret.service';
import { VerifyOwner } from './verify-owner.service';

/** Owners: sign-up, verification, passwords, secrets, and the default one. */
@Module({
  imports: [CodesModule, PasswordsModule],
  providers: [
    ChangeOwnerPassword,
    CreateOwner,
    DefaultOwner,
    FindOwner,
    OwnerSecrets,
    RegisterOwner,
    RotateOwnerSecret,
    VerifyOwner,
  ],
  exports: [
    ChangeOwnerPassword,
    CreateOwner,
    DefaultOwner,
    FindOwner,
    OwnerSecrets,
    RegisterOwner,
    RotateOwnerSecret,
    VerifyOwner,
  ],
})
export class OwnersModule {}
