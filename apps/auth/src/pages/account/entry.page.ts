import { createHash } from 'node:crypto';
import { html } from '@portero/markup';
import { pagePolicy, renderPage } from '../page-layout';
import type { PageLanguage, PageWording } from './wording/page-wording';

/** Sends the token of the link's fragment, and removes it from the address bar and the history. */
const SCRIPT = html`<script>
  (function () {
    var token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (!token) return;
    history.replaceState(null, '', location.pathname + location.search);
    var form = document.getElementById('entry');
    form.elements.token.value = token;
    form.submit();
  })();
</script>`;

const SCRIPT_TEXT = SCRIPT.toString().replace(/^<script>|<\/script>$/g, '');
const SCRIPT_HASH = createHash('sha256').update(SCRIPT_TEXT).digest('base64');

/** The policy of this page: one form, sent to its own path, and one script. */
export const ENTRY_POLICY = pagePolicy("form-action 'self'", `script-src 'sha256-${SCRIPT_HASH}'`);

/**
 * The page that a mailed link opens. A script sends the token in the fragment; without scripts the reader pastes the
 * link into a field.
 */
export function entryPage(lang: PageLanguage, { entry: words }: PageWording, isMissing = false): string {
  const body = html`<h1>${words.title}</h1>
    <p id="rules">${words.intro}</p>
    <form method="post" class="card" id="entry">
      ${isMissing ? html`<p class="problem" id="problem" role="alert">${words.missing}</p>` : null}
      <label for="token">${words.label}</label>
      <input
        id="token"
        name="token"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        aria-describedby="rules"
        required
      />
      <button>${words.submit}</button>
    </form>
    ${SCRIPT}`;
  return renderPage({ title: words.title, lang, body, site: '' });
}
