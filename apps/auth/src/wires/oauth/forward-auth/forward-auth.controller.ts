import { Controller, Get, Req, Res } from '@nestjs/common';
import { Roles, type UserToken } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { INSUFFICIENT_SCOPE_CHALLENGE } from '@auth/http/access/challenges';
import { type AuthenticatedRequest, guarded } from '@auth/http/access/access.decorators';
import { EdgeError } from '@auth/http/errors/failure';
import { NeedsNoContext } from '@auth/http/requests/request-origin';
import { OauthOperation } from '../oauth.openapi';
import { asksAboutAmbiguousPath } from './ambiguous-path';
import { ForwardAuthGuard } from './forward-auth.guard';
import { identityHeaders } from './identity-headers';
import { meets, readRequirements } from './requirements';

/**
 * The endpoint that reverse proxies call before they forward a request: nginx `auth_request`, ingress-nginx, Traefik,
 * Envoy.
 */
@Controller()
export class ForwardAuthController {
  constructor(private readonly roles: Roles) {}

  @Get('forward-auth')
  @NeedsNoContext()
  @guarded('bearer', ForwardAuthGuard)
  @OauthOperation('forwardAuth')
  async decide(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = request.user as UserToken;
    const requirements = readRequirements(request.url, await this.roles.all());
    if (
      requirements === null ||
      !meets(token, requirements) ||
      asksAboutAmbiguousPath(request.headers, request.originalUrl)
    )
      throw new EdgeError('forbidden', { challenge: INSUFFICIENT_SCOPE_CHALLENGE });
    void reply.headers(identityHeaders(token)).send();
  }
}
