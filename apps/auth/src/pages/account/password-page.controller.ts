import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ChangePasswordByLink, IDENTITY_POLICY, type IdentityPolicy, type PasswordPolicy } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import type { PageAnswer } from './account-page-failure';
import { answerWithPage } from './account-page.reply';
import { noticePage, passwordPage } from './account.page';
import { ACCOUNT_ROOT, PASSWORD_ROUTE, type TokenParam } from './account-urls';
import type { PageLanguage, PageWording, PasswordProblem } from './page-wording';
import { passwordProblemOf, textOf } from './password-form';

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

  /** Looking at the page uses nothing up: mail scanners follow links too. */
  @Get(PASSWORD_ROUTE)
  @Public()
  async show(
    @Param() { token }: TokenParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, (lang, wording) => this.form(token, lang, wording));
  }

  @Post(PASSWORD_ROUTE)
  @Public()
  async change(
    @Param() { token }: TokenParam,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithPage(request, reply, async (lang, wording) => {
      const [password, repeat] = [textOf(body, 'password'), textOf(body, 'repeat')];
      if (password === '' || repeat === '') return this.form(token, lang, wording, 'missing');
      if (password !== repeat) return this.form(token, lang, wording, 'mismatch');
      return this.save(token, password, lang, wording);
    });
  }

  private async save(token: string, password: string, lang: PageLanguage, wording: PageWording): Promise<PageAnswer> {
    try {
      const { owner } = await this.links.change(token, password);
      return { status: 200, page: noticePage(lang, wording.password.done(owner.name), owner.name) };
    } catch (error) {
      const problem = passwordProblemOf(error);
      if (problem === null || problem === 'wrong') throw error;
      return this.form(token, lang, wording, problem);
    }
  }

  private async form(
    token: string,
    lang: PageLanguage,
    wording: PageWording,
    problem: PasswordProblem | null = null,
  ): Promise<PageAnswer> {
    const { email, owner } = await this.links.check(token);
    const page = passwordPage({ lang, email, owner: owner.name }, wording, this.rules, problem);
    return { status: problem === null ? 200 : 422, page };
  }
}
