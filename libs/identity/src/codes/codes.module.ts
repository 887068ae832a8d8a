import { Module } from '@nestjs/common';
import { CountriesModule } from '../countries/countries.module';
import { CodeBudget } from './code-budget.service';
import { OneTimeCodes } from './one-time-codes.service';
import { SendCode } from './send-code.service';

/** One-time codes, the budget of wrong tries, and the mails that bring the codes. */
@Module({
  imports: [CountriesModule],
  providers: [CodeBudget, OneTimeCodes, SendCode],
  exports: [OneTimeCodes, SendCode],
})
export class CodesModule {}
