import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { RevocationFeed, TokenProfiles } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '@auth/http/access/access.decorators';
import { sendTagged, tagged } from '@auth/http/entity-tag';
import { NeedsClient } from '../client.guard';
import { OauthOperation } from '../oauth.openapi';
import { readCursor } from './feed-cursor';
import { RevocationEvents } from './revocation-events.service';
import { RevocationsQueryDto } from './revocations.dto';
import { presentRevocations } from './revocations.presenter';

/** The tokens of an owner that ended before their expiry, for services that verify tokens locally. */
@Controller('oauth')
export class RevocationsController {
  constructor(
    private readonly feed: RevocationFeed,
    private readonly profiles: TokenProfiles,
    private readonly events: RevocationEvents,
  ) {}

  @Get('revocations')
  @NeedsClient('verify')
  @OauthOperation('revocations')
  async since(
    @Caller() owner: Owner,
    @Query() { since, format }: RevocationsQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.headers({ 'cache-control': 'private, no-cache', vary: 'Accept, Authorization' });
    const cursor = readCursor(lastEventId(request) ?? since ?? undefined);
    if (wantsEvents(request)) {
      this.events.stream(owner.id, cursor, format ?? 'session', reply);
      return;
    }
    const page = await this.feed.since(owner.id, cursor, format ?? 'session');
    sendTagged(request, reply, tagged(presentRevocations(page, this.profiles)));
  }
}

/** A stream has no use without a body, so `HEAD` is answered as for JSON. */
function wantsEvents({ headers, method }: FastifyRequest): boolean {
  return method === 'GET' && /(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/iu.test(headers.accept ?? '');
}

/** The header with which an event client resumes after a lost connection. */
function lastEventId(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id'];
  return wantsEvents(request) && typeof id === 'string' && id !== '' ? id : undefined;
}
