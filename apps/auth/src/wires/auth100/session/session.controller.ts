import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { BeginSession, EndSession, type Identity, RefreshSession } from '@portero/identity';
import { type AuthenticatedRequest, CurrentIdentity, Public } from '@auth/http/access/access.decorators';
import { NeedsBearerToken } from '@auth/http/access/bearer/bearer-token.guard';
import { loggedInUser, LogsInWithPassword } from '@auth/http/access/password-login.guard';
import { Auth100Operation } from '../auth100.openapi';
import { presentLoggedOut, presentTokens, type Result } from '../auth100.presenter';
import { Auth100Profile } from '../auth100.profile';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import { type LoggedOutDto, LoginDto, RefreshDto, type TokensDto } from './session.dto';

/** Our additions in the document's style: it prints no log-in, refresh or log-out. */
@Controller('auth')
@UseGuards(CountryHeaderGuard)
export class SessionController {
  constructor(
    private readonly tokens: Auth100Profile,
    private readonly beginSession: BeginSession,
    private readonly refreshSession: RefreshSession,
    private readonly endSession: EndSession,
  ) {}

  @Post('login')
  @HttpCode(200)
  @LogsInWithPassword(LoginDto, 'email')
  @Auth100Operation('login')
  async logIn(@Req() request: AuthenticatedRequest): Promise<Result<TokensDto>> {
    return presentTokens(await this.beginSession.forUser(this.tokens.profile, loggedInUser(request)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @Auth100Operation('refresh')
  async refresh(@Body() { refreshToken }: RefreshDto): Promise<Result<TokensDto>> {
    return presentTokens(await this.refreshSession.rotate(this.tokens.profile, refreshToken));
  }

  @Post('logout')
  @HttpCode(200)
  @NeedsBearerToken(Auth100Profile)
  @Auth100Operation('logout')
  async logOut(@CurrentIdentity() { session, subject }: Identity): Promise<Result<LoggedOutDto>> {
    await this.endSession.end({ id: session.id }, 'logout');
    return presentLoggedOut(subject.id);
  }
}
