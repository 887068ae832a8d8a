import { Controller, Get, Header, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { BeginSession, type Identity } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { type AuthenticatedRequest, CurrentIdentity } from '../../http/access/access.decorators';
import { NeedsBearerToken } from '../../http/access/bearer/bearer-token.guard';
import { loggedInUser, LogsInWithPassword } from '../../http/access/password-login.guard';
import { BookkerDirectory } from './bookker.directory';
import {
  type BookkerListedUserDto,
  type BookkerLoggedInDto,
  BookkerLoginDto,
  type BookkerTokenDto,
  BookkerUsersQuery,
} from './bookker.dto';
import { BookkerOperation } from './bookker.openapi';
import { presentListedUser, presentLoggedIn, presentRenewed } from './bookker.presenter';
import { BookkerProfile } from './bookker.profile';
import { BookkerRenewal } from './bookker.renewal';

/** The document's requests, and the protected one that it gives as an example. */
@Controller('api/v1')
export class BookkerController {
  constructor(
    private readonly tokens: BookkerProfile,
    private readonly beginSession: BeginSession,
    private readonly renewal: BookkerRenewal,
    private readonly directory: BookkerDirectory,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @LogsInWithPassword(BookkerLoginDto, 'username')
  @BookkerOperation('login')
  async logIn(@Req() request: AuthenticatedRequest): Promise<BookkerLoggedInDto> {
    return presentLoggedIn(await this.beginSession.forUser(this.tokens.profile, loggedInUser(request)));
  }

  @Get('login/refresh')
  @Header('cache-control', 'no-store')
  @NeedsBearerToken(BookkerProfile)
  @BookkerOperation('refresh')
  async refresh(
    @CurrentIdentity() caller: Identity,
    @Headers('user-access-token') userToken?: string,
  ): Promise<BookkerTokenDto> {
    return presentRenewed(await this.renewal.renew(caller, userToken));
  }

  @Get('users')
  @NeedsBearerToken(BookkerProfile)
  @BookkerOperation('users')
  async list(
    @CurrentIdentity() { subject }: Identity,
    @Query() query: BookkerUsersQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BookkerListedUserDto[]> {
    const { users, link } = await this.directory.page(subject, query);
    if (link !== null) void reply.header('link', link);
    return users.map(presentListedUser);
  }
}
