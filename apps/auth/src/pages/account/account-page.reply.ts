import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../page-layout';
import { failurePage, type PageAnswer } from './account-page-failure';
import { ENTRY_POLICY, entryPage } from './entry.page';
import type { PageLanguage, PageWording } from './wording/page-wording';
import { wordingFor } from './wording/wording-for';

/** One form, sent to its own path. A forged request would lack the token. */
const POLICY = pagePolicy("form-action 'self'");

/** Answers with a page in the reader's language, refusals of the core included. */
export async function answerWithPage(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  make: (lang: PageLanguage, wording: PageWording) => Promise<PageAnswer>,
  policy = POLICY,
): Promise<void> {
  const { lang, wording } = wordingFor(headers['accept-language']);
  const answer = make(lang, wording).catch((error: unknown) => failurePage(error, lang, wording));
  const { status, page, headers: ofFailure = {} } = await answer;
  void reply
    .status(status)
    .type('text/html; charset=utf-8')
    .headers(ofFailure)
    .headers({ 'content-security-policy': policy, 'content-language': lang, vary: 'Accept-Language' })
    .send(page);
}

/** Answers with the page that asks for the token. @param isMissing whether a form came without one */
export async function answerWithEntry(request: FastifyRequest, reply: FastifyReply, isMissing = false): Promise<void> {
  const status = isMissing ? 422 : 200;
  const make = (lang: PageLanguage, wording: PageWording) =>
    Promise.resolve({ status, page: entryPage(lang, wording, isMissing) });
  await answerWithPage(request, reply, make, ENTRY_POLICY);
}
