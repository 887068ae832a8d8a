import { Body, Controller, Get, Patch, Query, Res, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { AuditTrail, ManageOwner } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { Caller, NeedsOwnerCredential } from '@auth/http/access/access.decorators';
import { PageCursors } from '@auth/http/paging/page-cursor.service';
import { Auth100Operation } from '../auth100.openapi';
import { presentAuditEvent, presentOwner, type Result, result } from '../auth100.presenter';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import { type AuditEventDto, AuditEventsQuery, type OwnerAccountDto, UpdateOwnerDto } from './owner-account.dto';

/** Our additions: an owner, authenticated by its credential, manages its own account. */
@Controller('owner')
@UseGuards(CountryHeaderGuard)
export class OwnerAccountController {
  constructor(
    private readonly management: ManageOwner,
    private readonly trail: AuditTrail,
    private readonly cursors: PageCursors,
  ) {}

  @Patch()
  @NeedsOwnerCredential()
  @Auth100Operation('updateOwner')
  async update(
    @Body() { mailSenderName, mailReplyTo, securityNotices }: UpdateOwnerDto,
    @Caller() caller: Owner,
  ): Promise<Result<OwnerAccountDto>> {
    const changes = {
      ...(mailSenderName !== undefined && { mailSenderName }),
      ...(mailReplyTo !== undefined && { mailReplyTo }),
      ...(securityNotices !== undefined && { securityNotices }),
    };
    return result(presentOwner(await this.management.update(caller, changes)));
  }

  @Get('audit')
  @NeedsOwnerCredential()
  @Auth100Operation('listAuditEvents')
  async audit(
    @Query() { event = null, user = null, ...page }: AuditEventsQuery,
    @Caller() caller: Owner,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Result<AuditEventDto[]>> {
    const { limit, id: beforeId } = this.cursors.auditEvents.read(page, caller);
    const { events, nextBeforeId } = await this.trail.page(caller, { limit, beforeId, event, userId: user });
    const filter = { ...(event !== null && { event }), ...(user !== null && { user: String(user) }) };
    if (nextBeforeId !== null)
      void reply.header(
        'link',
        this.cursors.auditEvents.linkToNext('/owner/audit', caller, limit, nextBeforeId, filter),
      );
    return result(events.map(presentAuditEvent));
  }
}
