import { Controller, Get, Req, Res } from '@nestjs/common';
import { PublishedKeys } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import { sendWithTag } from '../../http/entity-tag';
import { PublicUrl } from '../../http/public-url.service';
import { OauthOperation } from '../oauth.openapi';
import { metadataOf } from './metadata';

/** Half as long as the next key is published before it signs, at most (`KEY_PUBLISH_AHEAD`). */
const MAX_AGE_SECONDS = 30;

/** What anybody may know, and browsers of any origin too. */
const HEADERS = {
  'cache-control': `public, max-age=${MAX_AGE_SECONDS}, stale-if-error=86400`,
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** What services need to verify tokens without asking, and to find everything else. */
@Controller('.well-known')
export class WellKnownController {
  constructor(
    private readonly keys: PublishedKeys,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get('jwks.json')
  @Public()
  @OauthOperation('jwks')
  async jwks(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendWithTag(request, reply.headers(HEADERS), { keys: await this.keys.all() });
  }

  @Get('oauth-authorization-server')
  @Public()
  @OauthOperation('metadata')
  metadata(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendWithTag(request, reply.headers(HEADERS), metadataOf(this.publicUrl.toString()));
  }
}
