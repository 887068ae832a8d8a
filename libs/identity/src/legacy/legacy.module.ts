import { type DynamicModule, Module } from '@nestjs/common';
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
import { PasswordChanges } from './write-back/password-changes.service';
import { WriteBackSender, WRITES_BACK } from './write-back/write-back-sender.service';
import { WriteBacks } from './write-back/write-backs.service';

/** Asks the replaced back end about users who do not exist here yet, and sends it changed passwords. */
@Module({})
export class LegacyModule {
  /** @param sends whether this process sends changed passwords */
  static forRoot(sends: boolean): DynamicModule {
    return {
      module: LegacyModule,
      global: true,
      imports: [PasswordsModule, RolesModule],
      providers: [
        { provide: WRITES_BACK, useValue: sends },
        ...[ArrivalRow, AskBackEnd, BringUser, LegacyBackEnds, LegacyDepartures, LegacyDialects, MayAsk, WriteArrival],
        ...[PasswordChanges, WriteBacks, WriteBackSender],
      ],
      exports: [BringUser, LegacyBackEnds, LegacyDepartures, LegacyDialects, WriteBacks, WriteBackSender],
    };
  }
}
