import { html, type Markup } from '@portero/markup';
import { renderPage } from '../page-layout';
import { alert, type Reader, refusalOf, tokenField } from './account.page';
import type { PageWording, PasswordBounds } from './wording/page-wording';
import type { FormProblem } from './password-form';

/**
 * Asks whether an address belongs to the reader. A form is needed because mail scanners follow links. The password of
 * the account confirms the address; a new password takes the account over from the person who registered it.
 */
export function emailPage(
  { lang, email, owner, token }: Reader,
  { email: words, password: forms }: PageWording,
  bounds: PasswordBounds,
  problem: FormProblem | null = null,
): string {
  const body = html`<h1>${words.title}</h1>
    <p>${words.question(email, owner)}</p>
    ${knownPassword(words, problem === 'wrong' ? words.wrong : null, token)}
    <h2>${words.unknown.title}</h2>
    <p>${words.unknown.consequence}</p>
    <form method="post" class="card">
      ${alert('problem', refusalOf(forms, problem, bounds))}
      <label for="email">${forms.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${email}" readonly />
      <label for="password">${forms.password}</label>
      <p class="soft" id="rules">${forms.rules(bounds)}</p>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        aria-describedby="rules"
        required
      />
      <label for="repeat">${forms.repeat}</label>
      <input id="repeat" name="repeat" type="password" autocomplete="new-password" required />
      <button>${words.unknown.submit}</button>
      ${tokenField(token)}
    </form>
    <p class="soft">${words.unasked}</p>`;
  return renderPage({ title: words.title, lang, body, site: owner });
}

function knownPassword(words: PageWording['email'], wrong: string | null, token: Reader['token']): Markup {
  return html`<form method="post" class="card">
    ${alert('wrong', wrong)}
    <label for="current">${words.password}</label>
    <input id="current" name="password" type="password" autocomplete="current-password" required />
    <button>${words.submit}</button>
    ${tokenField(token)}
  </form>`;
}
