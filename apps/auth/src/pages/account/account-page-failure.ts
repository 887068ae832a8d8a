import type { FailureCode } from '../../http/errors/failure';
import { toFailure } from '../../http/errors/to-failure';
import { failureHeaders } from '../../http/errors/wire-answer';
import { noticePage } from './account.page';
import type { Notice, PageLanguage, PageWording } from './wording/page-wording';

/** A page, ready to be sent. */
export interface PageAnswer {
  readonly status: number;
  readonly page: string;
  /** For `Retry-After` and `RateLimit`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Failures that the reader can fix. */
const NOTICES: Partial<Record<FailureCode, { status: number; notice: (wording: PageWording) => Notice }>> = {
  code_invalid: { status: 410, notice: ({ deadLink }) => deadLink },
  code_expired: { status: 410, notice: ({ deadLink }) => deadLink },
  account_disabled: { status: 403, notice: ({ disabled }) => disabled },
  rate_limited: { status: 429, notice: ({ busy }) => busy },
  busy: { status: 503, notice: ({ busy }) => busy },
  unavailable: { status: 503, notice: ({ busy }) => busy },
};

/** The page for a failure that the reader can fix; rethrows everything else. */
export function failurePage(error: unknown, lang: PageLanguage, wording: PageWording): PageAnswer {
  const failure = toFailure(error);
  const found = NOTICES[failure.code];
  if (found === undefined) throw error;
  return { status: found.status, page: noticePage(lang, found.notice(wording)), headers: failureHeaders(failure) };
}
