import { Controller, HttpCode, Options, Post, Req } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { BeginSession } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import { type AuthenticatedRequest, Public } from '../../http/access/access.decorators';
import { loggedInUser, LogsInWithPassword } from '../../http/access/password-login.guard';
import { EdgeError } from '../../http/errors/failure';
import { NeedsNoContext } from '../../http/requests/request-origin';
import { routedPath } from '../../http/requests/request-path';
import { RestFrameworkView, ViewField } from './rest-framework/view.decorators';
import { describeView, viewAt } from './rest-framework/views';
import { SimplejwtLoginDto, type SimplejwtPairDto, type SimplejwtRefreshedDto } from './simplejwt.dto';
import { SimplejwtOperation } from './simplejwt.openapi';
import { presentPair, presentRefreshed, presentVerified } from './simplejwt.presenter';
import { SimplejwtProfile } from './simplejwt.profile';
import { SimplejwtTokens } from './tokens/simplejwt-tokens.service';

/** SimpleJWT's three views. */
@Controller('api')
@RestFrameworkView()
export class SimplejwtController {
  constructor(
    private readonly simplejwt: SimplejwtProfile,
    private readonly beginSession: BeginSession,
    private readonly tokens: SimplejwtTokens,
  ) {}

  // Nest takes one of the slashes off: `/api/token/` is another operation than `/api/token`.
  @Post('token//')
  @HttpCode(200)
  @LogsInWithPassword(SimplejwtLoginDto, 'email')
  @SimplejwtOperation('obtain')
  async obtain(@Req() request: AuthenticatedRequest): Promise<SimplejwtPairDto> {
    return presentPair(await this.beginSession.forUser(this.simplejwt.profile, loggedInUser(request)));
  }

  @Post('token/refresh')
  @HttpCode(200)
  @Public()
  @SimplejwtOperation('refresh')
  async refresh(@ViewField('refresh') refresh: string): Promise<SimplejwtRefreshedDto> {
    return presentRefreshed(await this.tokens.refresh(refresh));
  }

  @Post('token/verify')
  @NeedsNoContext()
  @HttpCode(200)
  @Public()
  @SimplejwtOperation('verify')
  async verify(@ViewField('token') token: string): Promise<never[]> {
    await this.tokens.verify(token);
    return presentVerified();
  }

  @Options(['token//', 'token/refresh', 'token/verify'])
  @Public()
  @ApiExcludeEndpoint()
  describe(@Req() { url }: FastifyRequest): Record<string, unknown> {
    const view = viewAt(routedPath(url));
    if (view === null) throw new EdgeError('route_not_found');
    return describeView(view);
  }
}
