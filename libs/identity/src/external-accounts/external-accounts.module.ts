import { Module } from '@nestjs/common';
import { ExternalAccounts } from './external-accounts.service';

/** Accounts at other providers that users log in with. */
@Module({ providers: [ExternalAccounts], exports: [ExternalAccounts] })
export class ExternalAccountsModule {}
