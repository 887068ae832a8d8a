import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/access/access.decorators';
import type { PageAnswer } from './account-page-failure';
import { answerWithEntry, answerWithPage } from './account-page.reply';
import { noticePage, type Reader } from './account.page';
import { type MailedToken, tokenIn, type TokenParam } from './account-urls';
import type { Notice, PageLanguage, PageWording } from './wording/page-wording';
import { type FormProblem, hasField, passwordProblemOf, textOf } from './password-form';

/** The account of a link. */
interface LinkedAccount {
  readonly email: string;
  readonly owner: { readonly name: string };
}

/** The result of using a link. */
interface UsedLink {
  readonly owner: LinkedAccount['owner'];
  readonly notice: (wording: PageWording) => Notice;
}

/** The page behind a mailed link: a form with a password, or with a new one that is typed twice. */
export abstract class MailedPage {
  /** Throws `code_invalid` or `code_expired`. */
  protected abstract find(token: string): Promise<LinkedAccount>;
  /** Whether the form that was sent sets a new password. */
  protected abstract setsPassword(body: unknown): boolean;
  /** Performs the action of the link. */
  protected abstract use(token: string, password: string, isNew: boolean): Promise<UsedLink>;
  protected abstract render(reader: Reader, wording: PageWording, problem: FormProblem | null): string;

  /**
   * The page that a link opens. The token is in its fragment, so the account is not known yet; old links have it in the
   * path.
   */
  @Get()
  @Public()
  async open(
    @Param() { token }: Partial<TokenParam>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (token === undefined) return answerWithEntry(request, reply);
    await answerWithPage(request, reply, (lang, wording) => this.form({ token, field: null }, lang, wording));
  }

  /** Shows the form for a token. This does not use the link up, because mail scanners follow links too. */
  @Post()
  @Public()
  async submit(
    @Param() { token: inPath }: Partial<TokenParam>,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const token = inPath ?? tokenIn(textOf(body, 'token'));
    if (token === '') return answerWithEntry(request, reply, true);
    const link = { token, field: inPath === undefined ? token : null };
    const isOpened = inPath === undefined && !hasField(body, 'password') && !hasField(body, 'repeat');
    await answerWithPage(request, reply, (lang, wording) =>
      isOpened ? this.form(link, lang, wording) : this.judge(link, body, lang, wording),
    );
  }

  private judge(link: MailedToken, body: unknown, lang: PageLanguage, wording: PageWording): Promise<PageAnswer> {
    const [password, repeat] = [textOf(body, 'password'), textOf(body, 'repeat')];
    const isNew = this.setsPassword(body);
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
      const { owner, notice } = await this.use(link.token, password, isNew);
      return { status: 200, page: noticePage(lang, notice(wording), owner.name) };
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
    problem: FormProblem | null = null,
  ): Promise<PageAnswer> {
    const { email, owner } = await this.find(link.token);
    const page = this.render({ lang, email, owner: owner.name, token: link.field }, wording, problem);
    return { status: problem === null ? 200 : 422, page };
  }
}
