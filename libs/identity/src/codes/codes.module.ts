import { Module } from '@nestjs/common';
import { CountriesModule } from '../countries/countries.module';
import { CodeBudget } from './code-budget.service';
import { CodeRequests } from './code-requests.service';
import { DecoyWork } from './decoy-work.service';
import { OneTimeCodes } from './one-time-codes.service';
import { SendCode } from './send-code.service';
import { UnknownAccount } from './unknown-account.service';

/** One-time codes, the budget of wrong tries, and the mails with the codes. */
@Module({
  imports: [CountriesModule],
  providers: [CodeBudget, CodeRequests, DecoyWork, OneTimeCodes, SendCode, UnknownAccount],
  exports: [CodeRequests, OneTimeCodes, SendCode, UnknownAccount],
})
export class CodesModule {}
