import type { Answer } from '../http/http-client';
import type { TestService } from '../service/service';

/** Opens a mailed link as a browser does: the page's script sends the token of the fragment. */
export function openMailed(
  service: TestService,
  link: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return submitMailed(service, link, {}, headers);
}

/** Sends a form of the page behind a mailed link. */
export function submitMailed(
  service: TestService,
  link: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return service.request('POST', link.split('#')[0] ?? '', { form: { token: mailedToken(link), ...form }, headers });
}

/** The token in the fragment of a link. */
export function mailedToken(link: string): string {
  return /#token=(?<token>[\w-]{43})&/u.exec(link)?.groups?.['token'] ?? '';
}
