import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApplicationStrategies } from './application-strategies.service';
import { DeclaredAccessGuard } from './declared-access.guard';
import { OptionalOwnerCredentialGuard, OwnerCredentialGuard } from './owner-credential.guard';

const SHARED = [ApplicationStrategies, OptionalOwnerCredentialGuard, OwnerCredentialGuard];

/** The strategies and guards with which routes declare their access. */
@Global()
@Module({
  providers: [{ provide: APP_GUARD, useClass: DeclaredAccessGuard }, ...SHARED],
  exports: SHARED,
})
export class AccessModule {}
