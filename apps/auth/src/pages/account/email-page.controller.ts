import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { VerifyUserByLink } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import { answerWithPage } from './account-page.reply';
import { emailPage, noticePage } from './account.page';
import { ACCOUNT_ROOT, EMAIL_ROUTE, type TokenParam } from './account-urls';

/** The page behind the link that confirms an e-mail address. */
@Controller(ACCOUNT_ROOT)
@ApiExcludeController()
export class EmailPageController {
  constructor(private readonly links: VerifyUserByLink) {}

  @Get(EMAIL_ROUTE)
  @Public()
  async show(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, async (lang, wording) => {
      const { email, owner } = await this.links.check(token);
      return { status: 200, page: emailPage({ lang, email, owner: owner.name }, wording) };
    });
  }

  @Post(EMAIL_ROUTE)
  @Public()
  async confirm(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, async (lang, wording) => {
      const { email, owner } = await this.links.verify(token);
      return { status: 200, page: noticePage(lang, wording.email.done(email, owner.name), owner.name) };
    });
  }
}
