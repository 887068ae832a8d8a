import { html, type Markup } from '@portero/markup';
import type { MailLanguage } from '../mail-language';
import type { Focus, MailContent } from './wording';

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const PAGE = `margin:0;padding:24px 12px;background:#eef1f5;color:#1c2b3a;${FONT};font-size:16px;line-height:1.5`;
const CARD = 'max-width:480px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px';
const CODE =
  'margin:24px 0;padding:16px;background:#eef1f5;border-radius:8px;text-align:center;' +
  'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:32px;font-weight:bold;letter-spacing:6px';
const BUTTON =
  'display:inline-block;padding:12px 20px;background:#1b5fc1;color:#ffffff;border-radius:8px;' +
  'font-weight:bold;text-decoration:none';
const SMALL = 'margin:16px 0 0;color:#4d5a6b;font-size:14px';
const LINK = 'color:#1b5fc1;word-break:break-all';

/** The HTML part of a mail: styles in attributes only, nothing to load, readable without any of them. */
export function htmlPart(content: MailContent, language: MailLanguage): string {
  const { subject, greeting, intro, focus, details, notes } = content;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
        <title>${subject}</title>
      </head>
      <body style="${PAGE}">
        <div role="article" aria-label="${subject}" lang="${language}" style="${CARD}">
          <p style="margin:0 0 16px">${greeting}</p>
          <p style="margin:0 0 16px">${intro}</p>
          ${focusOf(focus)}
          ${details.map(([label, value]) => html`<p style="margin:0 0 8px">${label}: <strong>${value}</strong></p> `)}
          ${notes.map((note) => html`<p style="${SMALL}">${note}</p> `)}
        </div>
      </body>
    </html> `.toString();
}

function focusOf(focus: Focus): Markup | null {
  switch (focus.kind) {
    case 'code':
      return html`<p style="${CODE}">${focus.code}</p>`;
    case 'link':
      return html`<p style="margin:24px 0;text-align:center">
          <a href="${focus.href}" target="_blank" rel="noopener" style="${BUTTON}">${focus.label}</a>
        </p>
        <p style="margin:0 0 16px;font-size:14px">
          <a href="${focus.href}" target="_blank" rel="noopener" style="${LINK}">${focus.href}</a>
        </p>`;
    case 'none':
      return null;
  }
}

/**
 * The text part of a mail. In a mail with a code no other run of digits is as long as the code, whatever the owner's name
 * is, so that people, phones and programs find the code.
 */
export function textPart(content: MailContent): string {
  const { greeting, intro, focus, details, notes } = content;
  const prose = (line: string) => (focus.kind === 'code' ? breakDigitRuns(line, focus.code.length) : line);
  const detailLines = details.map(([label, value]) => `${label}: ${value}`).join('\n');
  const paragraphs = [prose(greeting), prose(intro), focusText(focus), prose(detailLines), ...notes.map(prose)];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function focusText(focus: Focus): string {
  if (focus.kind === 'none') return '';
  return focus.kind === 'code' ? focus.code : focus.href;
}

const WORD_JOINER = '\u2060';

/** Breaks runs of `length` or more digits with an invisible character. */
function breakDigitRuns(line: string, length: number): string {
  return line.replace(new RegExp(`(\\p{Nd}{${length - 1}})(?=\\p{Nd})`, 'gu'), `$1${WORD_JOINER}`);
}
