import { type AuthenticatedRequest, CurrentIdentity } from '@auth/http/access/access.decorators';
import { NeedsBearerToken } from '@auth/http/access/bearer/bearer-token.guard';
import { loggedInUser, LogsInWithPassword } from '@auth/http/access/password-login.guard';
import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { BeginSession, type Identity } from '@portero/identity';
import { EnterDto } from './toy.dto';
import { ToyOperation } from './toy.openapi';
import { presentPass, presentWho } from './toy.presenter';
import { ToyProfile } from './toy.profile';

@Controller('toy')
export class ToyController {
  constructor(
    private readonly tokens: ToyProfile,
    private readonly sessions: BeginSession,
  ) {}

  @Post('enter')
  @HttpCode(200)
  @LogsInWithPassword(EnterDto, 'name')
  @ToyOperation('enter')
  async enter(@Req() request: AuthenticatedRequest): Promise<{ pass: string }> {
    const { access } = await this.sessions.forUser(this.tokens.profile, loggedInUser(request));
    return presentPass(access);
  }

  @Get('who')
  @NeedsBearerToken(ToyProfile)
  @ToyOperation('who')
  who(@CurrentIdentity() identity: Identity): { who: string } {
    return presentWho(identity);
  }
}
