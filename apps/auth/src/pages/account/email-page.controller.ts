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
import { answerWithEntry, answerWithPage } from './account-page.reply';
import { noticePage } from './account.page';
import { ACCOUNT_ROOT, EMAIL_ROUTE, type MailedToken, OLD_EMAIL_ROUTE, tokenIn, type TokenParam } from './account-urls';
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

  /** What a link opens. The token is in its fragment, so that the page does not know whose it is yet. */
  @Get(EMAIL_ROUTE)
  @Public()
  async enter(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answerWithEntry(request, reply);
  }

  /** With the token alone, shows the form. Looking at it uses nothing up: mail scanners follow links too. */
  @Post(EMAIL_ROUTE)
  @Public()
  async confirm(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = tokenIn(textOf(body, 'token'));
    if (token === '') return answerWithEntry(request, reply, true);
    const link = { token, field: token };
    const isOpened = !hasField(body, 'password') && !hasField(body, 'repeat');
    await answerWithPage(request, reply, (lang, wording) =>
      isOpened ? this.form(link, lang, wording) : this.judge(link, body, lang, wording),
    );
  }

  @Get(OLD_EMAIL_ROUTE)
  @Public()
  async showOld(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, (lang, wording) => this.form({ token, field: null }, lang, wording));
  }

  @Post(OLD_EMAIL_ROUTE)
  @Public()
  async confirmOld(
    @Param() { token }: TokenParam,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = { token, field: null };
    await answerWithPage(request, reply, (lang, wording) => this.judge(link, body, lang, wording));
  }

  private judge(link: MailedToken, body: unknown, lang: PageLanguage, wording: PageWording): Promise<PageAnswer> {
    const [password, repeat] = [textOf(body, 'password'), textOf(body, 'repeat')];
    const isNew = hasField(body, 'repeat');
    if (password === '' || (isNew && repeat === '')) return this.form(link, lang, wording, isNew ? 'missing' : 'wrong');
    if (isNew && password !== repeat) return this.form(link, lang, wording, 'mismatch');
    return this.save(link, password, isNew, lang, wording);
  }

  private async save(
    link: MailedToken,
    password: string,
    isNew: boolean,
    lang: PageLanguage,
    wording: PageWording,
  ): Promise<PageAnswer> {
    try {
      const { email, owner } = await (isNew
        ? this.takeOver.byLink(link.token, password)
        : this.links.verify(link.token, password));
      const notice = isNew ? wording.email.takenOver(email, owner.name) : wording.email.done(email, owner.name);
      return { status: 200, page: noticePage(lang, notice, owner.name) };
    } catch (error) {
      const problem = passwordProblemOf(error);
      if (problem === null) throw error;
      return this.form(link, lang, wording, problem);
    }
  }

  private async form(
    link: MailedToken,
    lang: PageLanguage,
    wording: PageWording,
    problem: EmailPageProblem | null = null,
  ): Promise<PageAnswer> {
    const { email, owner } = await this.links.check(link.token);
    const page = emailPage({ lang, email, owner: owner.name, token: link.field }, wording, this.rules, problem);
    return { status: problem === null ? 200 : 422, page };
  }
}
