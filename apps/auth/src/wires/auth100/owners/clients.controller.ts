import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { FindClients, ManageClients, SECRET_OVERLAP_SECONDS } from '@portero/identity';
import { Caller, NeedsOwnerCredential } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { presentClient, presentClientSecret, type Result, result } from '../auth100.presenter';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  type ClientDto,
  type ClientIdDto,
  ClientIdParam,
  type ClientSecretDto,
  CreateClientDto,
  RotateClientSecretDto,
} from './clients.dto';

/** Our additions: the clients of an owner. Only the owner itself manages them, by its own credential. */
@Controller('owner/clients')
@UseGuards(CountryHeaderGuard)
export class ClientsController {
  constructor(
    private readonly clients: FindClients,
    private readonly management: ManageClients,
  ) {}

  @Post()
  @NeedsOwnerCredential()
  @Auth100Operation('createClient')
  async create(@Body() { name, scopes }: CreateClientDto, @Caller() caller: Owner): Promise<Result<ClientSecretDto>> {
    return result(presentClientSecret(await this.management.create(caller, name, scopes)));
  }

  @Get()
  @NeedsOwnerCredential()
  @Auth100Operation('listClients')
  async list(@Caller() caller: Owner): Promise<Result<ClientDto[]>> {
    return result((await this.clients.of(caller)).map(presentClient));
  }

  @Post(':clientId/rotate-secret')
  @HttpCode(200)
  @NeedsOwnerCredential()
  @Auth100Operation('rotateClientSecret')
  async rotateSecret(
    @Param() { clientId }: ClientIdParam,
    @Body() { atOnce }: RotateClientSecretDto,
    @Caller() caller: Owner,
  ): Promise<Result<ClientSecretDto>> {
    const overlap = atOnce === true ? 0 : SECRET_OVERLAP_SECONDS;
    return result(presentClientSecret(await this.management.rotateSecret(caller, clientId, overlap)));
  }

  @Delete(':clientId')
  @NeedsOwnerCredential()
  @Auth100Operation('deleteClient')
  async delete(@Param() { clientId }: ClientIdParam, @Caller() caller: Owner): Promise<Result<ClientIdDto>> {
    await this.management.delete(caller, clientId);
    return result({ clientId });
  }
}
