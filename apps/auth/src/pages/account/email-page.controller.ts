import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  IDENTITY_POLICY,
  type IdentityPolicy,
  type PasswordPolicy,
  TakeAccountOver,
  VerifyUserByLink,
} from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import type { PageAnswer } from './account-page-failure';
import { answerWithPage } from './account-page.reply';
import { noticePage } from './account.page';
import { ACCOUNT_ROOT, EMAIL_ROUTE, type TokenParam } from './account-urls';
import { type EmailPageProblem, emailPage } from './email.page';
import type { PageLanguage, PageWording } from './page-wording';
import { hasField, passwordProblemOf, textOf } from './password-form';

/**
 * The page behind the link that confirms an e-mail address. It asks for the password of the account, or lets a new one be
 * set, which takes the account over.
 */
@Controller(ACCOUNT_ROOT)
@ApiExcludeController()
export class EmailPageController {
  private readonly rules: PasswordPolicy;

  constructor(
    @Inject(IDENTITY_POLICY) { passwords }: IdentityPolicy,
    private readonly links: VerifyUserByLink,
    private readonly takeOver: TakeAccountOver,
  ) {
    this.rules = passwords;
  }

  /** Looking at the page uses nothing up: mail scanners follow links too. */
  @Get(EMAIL_ROUTE)
  @Public()
  async show(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, (lang, wording) => this.form(token, lang, wording, null));
  }

  @Post(EMAIL_ROUTE)
  @Public()
  async confirm(
    @Param() { token }: TokenParam,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, async (lang, wording) => {
      const [password, repeat] = [textOf(body, 'password'), textOf(body, 'repeat')];
      const isNew = hasField(body, 'repeat');
      if (password === '' || (isNew && repeat === ''))
        return this.form(token, lang, wording, isNew ? 'missing' : 'wrong');
      if (isNew && password !== repeat) return this.form(token, lang, wording, 'mismatch');
      return this.save(token, password, isNew, lang, wording);
    });
  }

  private async save(
    token: string,
    password: string,
    isNew: boolean,
    lang: PageLanguage,
    wording: PageWording,
  ): Promise<PageAnswer> {
    try {
      const { email, owner } = await (isNew
        ? this.takeOver.byLink(token, password)
        : this.links.verify(token, password));
      const notice = isNew ? wording.email.takenOver(email, owner.name) : wording.email.done(email, owner.name);
      return { status: 200, page: noticePage(lang, notice, owner.name) };
    } catch (error) {
      const problem = passwordProblemOf(error);
      if (problem === null) throw error;
      return this.form(token, lang, wording, problem);
    }
  }

  private async form(
    token: string,
    lang: PageLanguage,
    wording: PageWording,
    problem: EmailPageProblem | null,
  ): Promise<PageAnswer> {
    const { email, owner } = await this.links.check(token);
    const page = emailPage({ lang, email, owner: owner.name }, wording, this.rules, problem);
    return { status: problem === null ? 200 : 422, page };
  }
}
