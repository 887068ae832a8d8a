import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { type PublishedKey, PublishedKeys } from '@portero/identity';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '@auth/http/access/access.decorators';
import { sendTagged, tagged, type TaggedJson } from '@auth/http/entity-tag';
import { PublicUrl } from '@auth/http/public-url.service';
import { SETTINGS } from '@auth/settings.token';
import { EdgeError } from '@auth/http/errors/failure';
import { publicPathOf } from '@auth/http/public-path';
import { pathOf } from '@auth/http/requests/request-path';
import { NeedsNoContext } from '@auth/http/requests/request-origin';
import { AnswersDirectly } from '@auth/http/routes/direct-routes';
import { OauthOperation } from '../oauth.openapi';
import { metadataOf } from './metadata';

/** The cache lifetime of the keys is much shorter than the time between publishing a key and signing with it. */
const LOOKS_AHEAD = 4;
const MOST_SECONDS = 300;

/** The keys and metadata that services need to verify tokens locally and to find the other endpoints. */
@Controller('.well-known')
export class WellKnownController {
  private readonly headers: Readonly<Record<string, string>>;
  /** The latest key set, prepared once for all requests that get it. */
  private keySet: { readonly of: readonly PublishedKey[]; readonly document: TaggedJson } | null = null;

  constructor(
    @Inject(SETTINGS) { keys: { publishAheadSeconds } }: Settings,
    private readonly keys: PublishedKeys,
    private readonly publicUrl: PublicUrl,
  ) {
    const maxAge = Math.min(MOST_SECONDS, Math.floor(publishAheadSeconds / LOOKS_AHEAD));
    this.headers = {
      'cache-control': `public, max-age=${maxAge}, stale-if-error=86400`,
      // Public data, so browsers of any origin may read it.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    };
  }

  @Get('jwks.json')
  @Public()
  @AnswersDirectly()
  @OauthOperation('jwks')
  async jwks(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const keys = await this.keys.all();
    if (this.keySet?.of !== keys) this.keySet = { of: keys, document: tagged({ keys }) };
    sendTagged(request, reply.headers(this.headers), this.keySet.document);
  }

  @Get('oauth-authorization-server')
  @NeedsNoContext()
  @Public()
  @OauthOperation('metadata')
  metadata(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendTagged(request, reply.headers(this.headers), tagged(metadataOf(this.publicUrl.toString())));
  }

  /** The metadata path for an issuer with a path (RFC 8414, section 3.1). */
  @Get('oauth-authorization-server/*')
  @NeedsNoContext()
  @Public()
  @ApiExcludeEndpoint()
  metadataOfPath(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const wanted = `/.well-known/oauth-authorization-server${publicPathOf(this.publicUrl.toString())}`;
    if (pathOf(request.url) !== wanted) throw new EdgeError('route_not_found');
    this.metadata(request, reply);
  }
}
