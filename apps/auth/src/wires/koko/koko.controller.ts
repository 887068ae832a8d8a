import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { BeginSession, EndSession, type Identity, RefreshSession } from '@portero/identity';
import { type AuthenticatedRequest, CurrentIdentity, SignedTokenId } from '../../http/access/access.decorators';
import { bearerTokenOf } from '../../http/access/bearer/bearer-token';
import { NeedsBearerToken, NeedsSignedBearerToken } from '../../http/access/bearer/bearer-token.guard';
import { loggedInUser, LogsInWithPassword } from '../../http/access/password-login.guard';
import { EdgeError } from '../../http/errors/failure';
import { KokoLoginDto, KokoRefreshDto, type KokoTokensDto } from './koko.dto';
import { KokoOperation } from './koko.openapi';
import { type KokoSuccess, presentLoggedOut, presentTokens } from './koko.presenter';
import { KokoLegacyRefresh } from './koko.legacy-refresh';
import { KokoProfile } from './koko.profile';

/** The document's three requests. */
@Controller('api')
export class KokoController {
  constructor(
    private readonly tokens: KokoProfile,
    private readonly beginSession: BeginSession,
    private readonly refreshSession: RefreshSession,
    private readonly endSession: EndSession,
    private readonly legacyRefresh: KokoLegacyRefresh,
  ) {}

  @Post('login')
  @HttpCode(200)
  @LogsInWithPassword(KokoLoginDto, 'email')
  @KokoOperation('login')
  async logIn(@Req() request: AuthenticatedRequest): Promise<KokoSuccess<KokoTokensDto>> {
    return presentTokens(await this.beginSession.forUser(this.tokens.profile, loggedInUser(request)));
  }

  @Post('oauth/logout')
  @HttpCode(200)
  @NeedsBearerToken(KokoProfile)
  @KokoOperation('logout')
  async logOut(@CurrentIdentity() { session }: Identity): Promise<KokoSuccess<null>> {
    const ended = await this.endSession.end({ id: session.id }, 'logout');
    if (ended === 0) throw new EdgeError('not_authenticated');
    return presentLoggedOut();
  }

  @Post('token')
  @HttpCode(200)
  @NeedsSignedBearerToken(KokoProfile)
  @KokoOperation('refresh')
  async refresh(
    @SignedTokenId() accessId: string,
    @Body() body: KokoRefreshDto,
    @Req() request: AuthenticatedRequest,
  ): Promise<KokoSuccess<KokoTokensDto>> {
    await this.legacyRefresh.adopt(body.token(), bearerTokenOf(request));
    return presentTokens(await this.refreshSession.rotate(this.tokens.profile, body.token(), accessId));
  }
}
