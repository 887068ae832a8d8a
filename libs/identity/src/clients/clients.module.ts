import { Module } from '@nestjs/common';
import { RevocationsModule } from '../revocations/revocations.module';
import { FindClients } from './find-clients.service';
import { ManageClients } from './manage-clients.service';

/** The clients of owners: back ends with credentials that open only a part of what the owner may do. */
@Module({
  imports: [RevocationsModule],
  providers: [FindClients, ManageClients],
  exports: [FindClients, ManageClients],
})
export class ClientsModule {}
