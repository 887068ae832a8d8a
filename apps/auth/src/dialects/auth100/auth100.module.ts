import { Module } from '@nestjs/common';
import { Auth100Profile } from './auth100.profile';
import { Auth100Scope } from './auth100.scope';
import { CatalogController } from './catalog/catalog.controller';
import { OwnersController } from './owners/owners.controller';
import { SessionController } from './session/session.controller';
import { PasswordsController } from './users/passwords.controller';
import { RegistrationController } from './users/registration.controller';
import { UserCursor } from './users/user-cursor';
import { UsersController } from './users/users.controller';

/** The routes of Auth100. */
@Module({
  controllers: [
    CatalogController,
    OwnersController,
    PasswordsController,
    RegistrationController,
    SessionController,
    UsersController,
  ],
  providers: [Auth100Profile, Auth100Scope, UserCursor],
})
export class Auth100Module {}
