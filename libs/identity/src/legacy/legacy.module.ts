import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module';
import { RolesModule } from '../roles/roles.module';
import { ArrivalRow } from './arrival-row.service';
import { AskBackEnd } from './ask-back-end.service';
import { BringUser } from './bring-user.service';
import { LegacyBackEnds } from './legacy-back-ends.service';
import { LegacyDepartures } from './legacy-departures.service';
import { LegacyDialects } from './legacy-dialects.service';
import { MayAsk } from './may-ask.service';
import { WriteArrival } from './write-arrival.service';

/** Asking the back end that is being replaced about users who are not here yet. */
@Module({
  imports: [PasswordsModule, RolesModule],
  providers: [
    ArrivalRow,
    AskBackEnd,
    BringUser,
    LegacyBackEnds,
    LegacyDepartures,
    LegacyDialects,
    MayAsk,
    WriteArrival,
  ],
  exports: [BringUser, LegacyBackEnds, LegacyDepartures, LegacyDialects],
})
export class LegacyModule {}
