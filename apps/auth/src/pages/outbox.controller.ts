import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DevelopmentOutbox } from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access/access.decorators';
import { outboxMailPage, outboxMissingPage, outboxPage } from './outbox.page';
import { pagePolicy } from './page-layout';

const HTML = 'text/html; charset=utf-8';
const LIST_POLICY = pagePolicy();
const MAIL_POLICY = pagePolicy("frame-src 'self'");

/**
 * A mail may style itself and be left by a link that opens a new tab; it runs nothing, loads nothing, sends nothing and
 * has an origin of its own.
 */
const FRAMED_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';

/** The development outbox for people. It shows every code to whoever opens it. */
@Controller('outbox')
@ApiExcludeController()
export class OutboxController {
  constructor(private readonly outbox: DevelopmentOutbox) {}

  @Get()
  @Public()
  @Header('content-type', HTML)
  @Header('content-security-policy', LIST_POLICY)
  async list(): Promise<string> {
    return outboxPage(await this.outbox.list(), this.outbox.folder);
  }

  @Get(':id')
  @Public()
  @Header('content-type', HTML)
  @Header('content-security-policy', MAIL_POLICY)
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const mail = await this.outbox.read(id);
    if (mail !== null) return outboxMailPage(mail);
    void reply.status(404);
    return outboxMissingPage();
  }

  @Get(':id/html')
  @Public()
  @Header('content-type', HTML)
  @Header('content-security-policy', FRAMED_POLICY)
  @Header('x-frame-options', 'SAMEORIGIN')
  async showHtml(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const mail = await this.outbox.read(id);
    if (mail !== null) return mail.html;
    void reply.status(404);
    return outboxMissingPage();
  }
}
