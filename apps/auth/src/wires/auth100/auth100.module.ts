import { Module } from '@nestjs/common';
import { Auth100Profile } from './auth100.profile';
import { Auth100Scope } from './auth100.scope';
import { CatalogController } from './catalog/catalog.controller';
import { ClientsController } from './owners/clients.controller';
import { WebhooksController } from './owners/webhooks.controller';
import { OwnerAccountController } from './owners/owner-account.controller';
import { OwnerPasswordsController } from './owners/owner-passwords.controller';
import { OwnersController } from './owners/owners.controller';
import { SessionController } from './session/session.controller';
import { PasswordsController } from './users/passwords.controller';
import { RegistrationController } from './users/registration.controller';
import { UsersController } from './users/users.controller';

/** The routes of Auth100. */
@Module({
  // In the order of the document, which is the order in Swagger UI.
  controllers: [
    OwnersController,
    OwnerPasswordsController,
    OwnerAccountController,
    ClientsController,
    WebhooksController,
    RegistrationController,
    PasswordsController,
    UsersController,
    SessionController,
    CatalogController,
  ],
  providers: [Auth100Profile, Auth100Scope],
})
export class Auth100Module {}
