import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ChangePasswordByLink, IDENTITY_POLICY, type IdentityPolicy, type PasswordPolicy } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import type { PageAnswer } from './account-page-failure';
import { answerWithEntry, answerWithPage } from './account-page.reply';
import { noticePage, passwordPage } from './account.page';
import {
  ACCOUNT_ROOT,
  PASSWORD_ROUTE,
  type MailedToken,
  OLD_PASSWORD_ROUTE,
  tokenIn,
  type TokenParam,
} from './account-urls';
import type { PageLanguage, PageWording, PasswordProblem } from './page-wording';
import { hasField, passwordProblemOf, textOf } from './password-form';

/** The page behind the link that "forgot password" mails. */
@Controller(ACCOUNT_ROOT)
@ApiExcludeController()
export class PasswordPageController {
  private readonly rules: PasswordPolicy;

  constructor(
    @Inject(IDENTITY_POLICY) { passwords }: IdentityPolicy,
    private readonly links: ChangePasswordByLink,
  ) {
    this.rules = passwords;
  }

  /** What a link opens. The token is in its fragment, so that the page does not know whose it is yet. */
  @Get(PASSWORD_ROUTE)
  @Public()
  async enter(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answerWithEntry(request, reply);
  }

  /** With the token alone, shows the form. Looking at it uses nothing up: mail scanners follow links too. */
  @Post(PASSWORD_ROUTE)
  @Public()
  async change(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = tokenIn(textOf(body, 'token'));
    if (token === '') return answerWithEntry(request, reply, true);
    const link = { token, field: token };
    const isOpened = !hasField(body, 'password') && !hasField(body, 'repeat');
    await answerWithPage(request, reply, (lang, wording) =>
      isOpened ? this.form(link, lang, wording) : this.judge(link, body, lang, wording),
    );
  }

  @Get(OLD_PASSWORD_ROUTE)
  @Public()
  async showOld(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, (lang, wording) => this.form({ token, field: null }, lang, wording));
  }

  @Post(OLD_PASSWORD_ROUTE)
  @Public()
  async changeOld(
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
    if (password === '' || repeat === '') return this.form(link, lang, wording, 'missing');
    if (password !== repeat) return this.form(link, lang, wording, 'mismatch');
    return this.save(link, password, lang, wording);
  }

  private async save(
    link: MailedToken,
    password: string,
    lang: PageLanguage,
    wording: PageWording,
  ): Promise<PageAnswer> {
    try {
      const { owner } = await this.links.change(link.token, password);
      return { status: 200, page: noticePage(lang, wording.password.done(owner.name), owner.name) };
    } catch (error) {
      const problem = passwordProblemOf(error);
      if (problem === null || problem === 'wrong') throw error;
      return this.form(link, lang, wording, problem);
    }
  }

  private async form(
    link: MailedToken,
    lang: PageLanguage,
    wording: PageWording,
    problem: PasswordProblem | null = null,
  ): Promise<PageAnswer> {
    const { email, owner } = await this.links.check(link.token);
    const page = passwordPage({ lang, email, owner: owner.name, token: link.field }, wording, this.rules, problem);
    return { status: problem === null ? 200 : 422, page };
  }
}
