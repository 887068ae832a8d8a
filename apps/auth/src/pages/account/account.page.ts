import { html, type Markup } from '@portero/markup';
import { renderPage } from '../page-layout';
import type { Notice, PageLanguage, PageWording, PasswordBounds } from './wording/page-wording';
import type { FormProblem } from './password-form';

/** The account of a page. */
export interface Reader {
  readonly lang: PageLanguage;
  readonly email: string;
  /** The name of the owner that the account is at. */
  readonly owner: string;
  /** The token of the link, which the form sends back; `null` when it is in the path. */
  readonly token: string | null;
}

/** The hidden field with the token of the link. */
export function tokenField(token: string | null): Markup | null {
  return token === null ? null : html`<input name="token" type="hidden" value="${token}" />`;
}

/** The rule that the sent password breaks; `null` for no problem, and for a wrong password. */
export function refusalOf(
  { problems }: PageWording['password'],
  problem: FormProblem | null,
  bounds: PasswordBounds,
): string | null {
  return problem === null || problem === 'wrong' ? null : problems[problem](bounds);
}

/** A problem, read out as soon as it is shown. */
export function alert(id: string, text: string | null): Markup | null {
  return text === null ? null : html`<p class="problem" id="${id}" role="alert">${text}</p>`;
}

/** The form for a new password, with the reason why the sent one is refused, if any. */
export function passwordPage(
  { lang, email, owner, token }: Reader,
  { password: words }: PageWording,
  bounds: PasswordBounds,
  problem: FormProblem | null = null,
): string {
  const refused = refusalOf(words, problem, bounds);
  const explained = refused === null ? 'rules' : 'problem rules';
  const invalid = refused === null ? 'false' : 'true';
  const body = html`<h1>${words.title}</h1>
    <p>${words.intro(owner)}</p>
    ${alert('problem', refused)}
    <form method="post" class="card">
      <label for="email">${words.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${email}" readonly />
      <label for="password">${words.password}</label>
      <p class="soft" id="rules">${words.rules(bounds)}</p>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        aria-describedby="${explained}"
        aria-invalid="${invalid}"
        required
      />
      <label for="repeat">${words.repeat}</label>
      <input id="repeat" name="repeat" type="password" autocomplete="new-password" required />
      <button>${words.submit}</button>
      <p class="soft">${words.consequence}</p>
      ${tokenField(token)}
    </form>`;
  return renderPage({ title: words.title, lang, body, site: owner });
}

/** A page with only a message; `site` is the account, if it is known. */
export function noticePage(lang: PageLanguage, { title, lines }: Notice, site = ''): string {
  const body = html`<h1>${title}</h1>
    ${lines.map((line) => html`<p>${line}</p>`)}`;
  return renderPage({ title, lang, body, site });
}
