import { Body, Controller, Delete, Get, Param, Patch, Query, Res, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { Countries, ManageUser, ReadUsers, type ShownUser } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { AllowsClients, Caller, NeedsOwnerCredential, OwnerScoped } from '@auth/http/access/access.decorators';
import { PageCursors } from '@auth/http/paging/page-cursor.service';
import { NeedsNoContext } from '@auth/http/requests/request-origin';
import { Auth100Operation } from '../auth100.openapi';
import { presentListedUser, presentUser, type Result, result } from '../auth100.presenter';
import { Auth100Scope } from '../auth100.scope';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import type { IdDto } from '../owners/owners.dto';
import {
  type ListedUserDto,
  ListUsersQuery,
  OwnerQuery,
  UpdateUserDto,
  type UserDto,
  UserIdParam,
  UserUuidParam,
} from './users.dto';
import { readUserChanges } from './user-changes';

/** What owners do with their users. */
@Controller('users')
@UseGuards(CountryHeaderGuard)
export class UsersController {
  constructor(
    private readonly scope: Auth100Scope,
    private readonly users: ReadUsers,
    private readonly management: ManageUser,
    private readonly countries: Countries,
    private readonly cursors: PageCursors,
  ) {}

  @Get()
  @NeedsNoContext()
  @OwnerScoped()
  @AllowsClients('users:read')
  @Auth100Operation('listUsers')
  async list(
    @Query() query: ListUsersQuery,
    @Caller() caller: Owner | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Result<ListedUserDto[]>> {
    const owner = await this.scope.owner(query.owner, caller);
    const { limit, id } = this.cursors.users.read(query, owner);
    const { users, nextAfterId } = await this.users.page(owner, Number(id), limit);
    if (nextAfterId !== null)
      void reply.header(
        'link',
        this.cursors.users.linkToNext('/users', owner, limit, nextAfterId, { owner: owner.uuid }),
      );
    return result(users.map(presentListedUser));
  }

  @Get('id/:id')
  @NeedsNoContext()
  @OwnerScoped()
  @AllowsClients('users:read')
  @Auth100Operation('getUserById')
  async getById(
    @Param() { id }: UserIdParam,
    @Query() query: OwnerQuery,
    @Caller() caller: Owner | null,
  ): Promise<Result<UserDto>> {
    const owner = await this.scope.owner(query.owner, caller);
    return this.present(await this.users.byName({ id, ownerId: owner.id }));
  }

  @Get('uuid/:uuid')
  @NeedsNoContext()
  @OwnerScoped()
  @AllowsClients('users:read')
  @Auth100Operation('getUserByUuid')
  async getByUuid(@Param() { uuid }: UserUuidParam, @Caller() caller: Owner | null): Promise<Result<UserDto>> {
    return this.present(await this.users.byName(this.scope.user(uuid, caller)));
  }

  @Delete('id/:id')
  @OwnerScoped()
  @AllowsClients('users:write')
  @Auth100Operation('deleteUserById')
  async deleteById(
    @Param() { id }: UserIdParam,
    @Query() query: OwnerQuery,
    @Caller() caller: Owner | null,
  ): Promise<Result<IdDto>> {
    const owner = await this.scope.owner(query.owner, caller);
    await this.management.delete({ id, ownerId: owner.id });
    return result({ id });
  }

  @Delete('uuid/:uuid')
  @OwnerScoped()
  @AllowsClients('users:write')
  @Auth100Operation('deleteUserByUuid')
  async deleteByUuid(@Param() { uuid }: UserUuidParam, @Caller() caller: Owner | null): Promise<Result<IdDto>> {
    const { id } = await this.management.delete(this.scope.user(uuid, caller));
    return result({ id });
  }

  @Patch('uuid/:uuid')
  @NeedsOwnerCredential()
  @AllowsClients('users:write')
  @Auth100Operation('updateUser')
  async update(
    @Param() { uuid }: UserUuidParam,
    @Body() body: UpdateUserDto,
    @Caller() caller: Owner | null,
  ): Promise<Result<UserDto>> {
    return this.present(await this.management.update(this.scope.user(uuid, caller), readUserChanges(body)));
  }

  @Delete('uuid/:uuid/sessions')
  @NeedsOwnerCredential()
  @AllowsClients('users:write')
  @Auth100Operation('endUserSessions')
  async endSessions(@Param() { uuid }: UserUuidParam, @Caller() caller: Owner | null): Promise<Result<IdDto>> {
    const { id } = await this.management.endSessions(this.scope.user(uuid, caller));
    return result({ id });
  }

  private present(user: ShownUser): Result<UserDto> {
    const country = this.countries.byAcronym(user.countryCode);
    if (country === null) throw new Error('A user has a country that does not exist');
    return result(presentUser(user, country));
  }
}
