import { createHash } from 'node:crypto';
import { html, type Markup } from '@portero/markup';
import { PAGE_STYLE } from './page-style';

/** What a page brings into the layout. */
export interface Page {
  readonly title: string;
  /** BCP 47 language of the page. */
  readonly lang: string;
  readonly body: Markup;
  /** Whose page it is to its reader; without it, the service's own, with a link to its start. */
  readonly site?: string;
}

/** What stands between the tags, white space included: CSP Level 3, section 8.3. */
const STYLE_TEXT = PAGE_STYLE.toString().replace(/^<style>|<\/style>$/g, '');
const STYLE_HASH = createHash('sha256').update(STYLE_TEXT).digest('base64');

/**
 * The `Content-Security-Policy` of a page: its one stylesheet and nothing else; no script, no request, no frame around it.
 *
 * @param allowed directives that this page needs besides, such as `frame-src 'self'`
 */
export function pagePolicy(...allowed: string[]): string {
  const formAction = allowed.some((directive) => directive.startsWith('form-action ')) ? [] : ["form-action 'none'"];
  const strict = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return [...strict, ...formAction, ...allowed].join('; ');
}

/** A whole HTML document, to be sent with {@link pagePolicy}. */
export function renderPage({ title, lang, body, site }: Page): string {
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}${nameAfter(site)}</title>
        ${PAGE_STYLE}
      </head>
      <body>
        ${site === undefined ? html`<header><a href="/">Portero</a></header>` : html`<header>${site}</header>`}
        <main>${body}</main>
      </body>
    </html> `.toString();
}

function nameAfter(site = 'Portero'): string {
  return site === '' ? '' : ` · ${site}`;
}
