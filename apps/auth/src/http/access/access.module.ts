import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApplicationStrategies } from './application-strategies.service';
import { DeclaredAccessGuard } from './declared-access.guard';
import { OptionalOwnerCredentialGuard, OwnerCredentialGuard } from './owner-credential.guard';
import { OwnerCredentialStrategy } from './owner-credential.strategy';
import { PasswordLoginStrategy } from './password-login.guard';

/** The strategies and guards that routes declare their access with. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: DeclaredAccessGuard },
    ApplicationStrategies,
    OptionalOwnerCredentialGuard,
    OwnerCredentialGuard,
    OwnerCredentialStrategy,
    PasswordLoginStrategy,
  ],
  exports: [
    ApplicationStrategies,
    OptionalOwnerCredentialGuard,
    OwnerCredentialGuard,
    OwnerCredentialStrategy,
    PasswordLoginStrategy,
  ],
})
export class AccessModule {}
