import { Module } from '@nestjs/common';
import { RevocationsModule } from '../revocations/revocations.module';
import { FindClients } from './find-clients.service';
import { ManageClients } from './manage-clients.service';

/** The clients of owners: back ends whose credentials allow only some of the owner's actions. */
@Module({
  imports: [RevocationsModule],
  providers: [FindClients, ManageClients],
  exports: [FindClients, ManageClients],
})
export class ClientsModule {}
