import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { CodesModule } from '../codes/codes.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { RolesModule } from '../roles/roles.module';
import { ChangeUserPassword } from './change-user-password.service';
import { CreateUser } from './create-user.service';
import { FindUser } from './find-user.service';
import { ManageUser } from './manage-user.service';
import { RegisterUser } from './register-user.service';
import { RequestUserPasswordCode } from './request-user-password-code.service';
import { VerifyUser } from './verify-user.service';

/** Users: registration, verification, passwords, look-ups, and what owners do to them. */
@Module({
  imports: [AuthModule, CodesModule, PasswordsModule, RolesModule],
  providers: [ChangeUserPassword, CreateUser, FindUser, ManageUser, RegisterUser, RequestUserPasswordCode, VerifyUser],
  exports: [ChangeUserPassword, CreateUser, FindUser, ManageUser, RegisterUser, RequestUserPasswordCode, VerifyUser],
})
export class UsersModule {}
