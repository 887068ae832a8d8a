import type { OutboxEntry, OutboxMail } from '@portero/identity';
import { html, type Markup } from '@portero/markup';
import { renderPage } from './page-layout';

const WEB_ADDRESS = /(https?:\/\/[^\s<>"']+)/;

/** The list of the mails that were kept instead of sent. */
export function outboxPage(entries: readonly OutboxEntry[], folder: string): string {
  const list = html`<ul class="entries">
    ${entries.map(entryItem)}
  </ul>`;
  const empty = html`<p class="card">No mail yet. Create an owner or a user, and its code arrives here.</p>`;
  const body = html`<h1>Outbox</h1>
    <p class="soft">
      There is no mail server: mails are kept in <code>${folder}</code> and shown here, the newest first.
    </p>
    ${entries.length === 0 ? empty : list}`;
  return renderPage({ title: 'Outbox', lang: 'en', body });
}

/** One mail: its headers, its text part as it is, its HTML part in a frame of its own. */
export function outboxMailPage(mail: OutboxMail): string {
  const { id, from, to, replyTo, subject, date, text } = mail;
  const body = html`<p><a href="/outbox">Back to the outbox</a></p>
    <h1>${subject}</h1>
    <dl class="card">
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to}</dd>
      ${
        replyTo === ''
          ? null
          : html`<dt>Reply to</dt>
              <dd>${replyTo}</dd>`
      }
      <dt>Date</dt>
      <dd>${timeOf(date)}</dd>
    </dl>
    <h2>Text</h2>
    <pre>${withLinks(text)}</pre>
    <h2>HTML</h2>
    <iframe
      title="The HTML part of the mail"
      src="/outbox/${id}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>`;
  return renderPage({ title: subject, lang: 'en', body });
}

/** Says that a mail is not, or no longer, there. */
export function outboxMissingPage(): string {
  const body = html`<h1>No such mail</h1>
    <p>It is not in the outbox, or no longer. <a href="/outbox">Back to the outbox</a></p>`;
  return renderPage({ title: 'No such mail', lang: 'en', body });
}

function entryItem({ id, to, subject, date }: OutboxEntry): Markup {
  return html`<li>
    <a href="/outbox/${id}"><strong>${subject}</strong><span>${to}</span><span class="soft">${timeOf(date)}</span></a>
  </li>`;
}

function timeOf(date: Date): Markup {
  if (Number.isNaN(date.getTime())) return html`unknown`;
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** Splitting by a pattern with one group puts the matches at the odd places. */
function withLinks(text: string): Markup[] {
  return text
    .split(WEB_ADDRESS)
    .map((piece, index) =>
      index % 2 === 0
        ? html`${piece}`
        : html`<a href="${piece}" target="_blank" rel="noopener noreferrer">${piece}</a>`,
    );
}
