import { Body, Controller, Get, Patch, Query, Res, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { AuditTrail, ManageOwner } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { Caller, NeedsOwnerCredential } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { presentAuditEvent, presentOwner, type Result, result } from '../auth100.presenter';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import { AuditCursor } from './audit-cursor.service';
import { type AuditEventDto, AuditEventsQuery, type OwnerAccountDto, UpdateOwnerDto } from './owner-account.dto';

/** Our additions: what an owner, proved by its credential, does with its own account. */
@Controller('owner')
@UseGuards(CountryHeaderGuard)
export class OwnerAccountController {
  constructor(
    private readonly management: ManageOwner,
    private readonly trail: AuditTrail,
    private readonly cursor: AuditCursor,
  ) {}

  @Patch()
  @NeedsOwnerCredential()
  @Auth100Operation('updateOwner')
  async update(
    @Body() { mailSenderName, mailReplyTo }: UpdateOwnerDto,
    @Caller() caller: Owner,
  ): Promise<Result<OwnerAccountDto>> {
    const changes = {
      ...(mailSenderName !== undefined && { mailSenderName }),
      ...(mailReplyTo !== undefined && { mailReplyTo }),
    };
    return result(presentOwner(await this.management.update(caller, changes)));
  }

  @Get('audit')
  @NeedsOwnerCredential()
  @Auth100Operation('listAuditEvents')
  async audit(
    @Query() query: AuditEventsQuery,
    @Caller() caller: Owner,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Result<AuditEventDto[]>> {
    const asked = this.cursor.read(query, caller);
    const { events, nextBeforeId } = await this.trail.page(caller, asked);
    if (nextBeforeId !== null) void reply.header('link', this.cursor.linkToNext(caller, asked, nextBeforeId));
    return result(events.map(presentAuditEvent));
  }
}
