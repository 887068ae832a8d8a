import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../page-layout';
import { failurePage, type PageAnswer } from './account-page-failure';
import type { PageLanguage, PageWording } from './page-wording';
import { wordingFor } from './wording-for';

/** One form, which goes back to where it came from: the token in the URL is what a forger of requests lacks. */
const POLICY = pagePolicy("form-action 'self'");

/** Answers with a page in the reader's language, refusals of the core included. */
export async function answerWithPage(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  make: (lang: PageLanguage, wording: PageWording) => Promise<PageAnswer>,
): Promise<void> {
  const { lang, wording } = wordingFor(headers['accept-language']);
  const answer = make(lang, wording).catch((error: unknown) => failurePage(error, lang, wording));
  const { status, page, headers: ofFailure = {} } = await answer;
  void reply
    .status(status)
    .type('text/html; charset=utf-8')
    .headers(ofFailure)
    .headers({ 'content-security-policy': POLICY, 'content-language': lang, vary: 'Accept-Language' })
    .send(page);
}
