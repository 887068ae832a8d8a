import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { BeginSession, EndSession, type Identity } from '@portero/identity';
import { type AuthenticatedRequest, CurrentIdentity, guarded, Public } from '../../http/access/access.decorators';
import { NeedsOpaqueKey } from '../../http/access/bearer/opaque-key.guard';
import { loggedInUser } from '../../http/access/password-login.guard';
import {
  ShoopDeviceDto,
  ShoopForgotPasswordDto,
  type ShoopKeyDto,
  type ShoopMessageDto,
  ShoopRegisterDto,
} from './shoop.dto';
import { ShoopLoginGuard } from './accounts/login.guard';
import { ShoopOperation } from './shoop.openapi';
import { presentKey, presentLoggedOut, presentPasswordLinkSent } from './shoop.presenter';
import { ShoopProfile } from './shoop.profile';
import { ShoopRecovery } from './accounts/recovery.service';
import { ShoopRegistration } from './accounts/registration.service';
import { ShoopSignupGuard } from './accounts/signup.guard';

/** The document's three requests, and the end of a key. */
@Controller('api/v2/auth')
export class ShoopController {
  constructor(
    private readonly tokens: ShoopProfile,
    private readonly sessions: BeginSession,
    private readonly registration: ShoopRegistration,
    private readonly recovery: ShoopRecovery,
    private readonly ending: EndSession,
  ) {}

  @Post('login')
  @HttpCode(200)
  @guarded('password', ShoopLoginGuard)
  @ShoopOperation('login')
  async logIn(@Req() request: AuthenticatedRequest, @Body() { gcm_id }: ShoopDeviceDto): Promise<ShoopKeyDto> {
    return presentKey(await this.sessions.forUser(this.tokens.profile, loggedInUser(request), gcm_id ?? null));
  }

  @Post('register')
  @HttpCode(200)
  @Public()
  @UseGuards(ShoopSignupGuard)
  @ShoopOperation('register')
  async register(@Body() body: ShoopRegisterDto, @Req() request: AuthenticatedRequest): Promise<ShoopKeyDto> {
    return presentKey(await this.registration.register(body, request));
  }

  @Post('forgot_password')
  @HttpCode(200)
  @Public()
  @ShoopOperation('forgotPassword')
  async forgotPassword(
    @Body() { email }: ShoopForgotPasswordDto,
    @Req() request: AuthenticatedRequest,
  ): Promise<ShoopMessageDto> {
    await this.recovery.begin(email, request);
    return presentPasswordLinkSent();
  }

  @Post('logout')
  @HttpCode(200)
  @NeedsOpaqueKey(ShoopProfile)
  @ShoopOperation('logout')
  async logOut(@CurrentIdentity() { session }: Identity): Promise<ShoopMessageDto> {
    await this.ending.end({ id: session.id }, 'logout');
    return presentLoggedOut();
  }
}
