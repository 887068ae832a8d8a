import type { Mail } from '../mail';
import type { MailLanguage } from '../mail-language';
import { htmlPart, textPart } from './mail-layout';
import { accountNameOf, ownerNameOf } from './names';
import { ENGLISH } from './wording.en';
import { SPANISH } from './wording.es';
import { INDONESIAN } from './wording.id';
import type { MailContent, Wording, WordingContext } from './wording';

/** A mail in its two forms. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const WORDINGS: Readonly<Record<MailLanguage, Wording>> = { es: SPANISH, en: ENGLISH, id: INDONESIAN };
const MIN_CODE_LENGTH = 4;
const MINUTES_OF_HOUR = 60;

/**
 * Writes a mail. Throws a `RangeError` for a code that is not a run of at least 4 digits, and for a link that is not
 * `http(s)`: both are programming errors of the caller.
 */
export function renderMail(mail: Mail): RenderedMail {
  const content = contentOf(mail);
  const { focus, subject } = content;
  if (focus.kind === 'code') assertCode(focus.code);
  if (focus.kind === 'link') assertLink(focus.href);
  return { subject, text: textPart(content), html: htmlPart(content, mail.language) };
}

function contentOf({ template, to, language, data }: Mail): MailContent {
  // The type of Mail ties `template` to `data`, but the compiler loses this in a look-up by key.
  const write = WORDINGS[language][template] as (data: object, context: WordingContext) => MailContent;
  const names = { ownerName: ownerNameOf(data.ownerName), accountName: accountNameOf(data.accountName) };
  return write(
    { ...data, ...names },
    {
      to,
      lifetime: (minutes) => lifetime(minutes, language),
      moment: (at) => momentOf(at, language),
    },
  );
}

/** The day and the minute, in UTC because the reader's time zone is unknown. */
function momentOf(at: Date, language: MailLanguage): string {
  const shown = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(language, shown).format(at)} UTC`;
}

/** Rounded down to hours from two hours on: the stated time may be shorter than the real one, but never longer. */
function lifetime(minutes: number, language: MailLanguage): string {
  const inHours = minutes >= 2 * MINUTES_OF_HOUR;
  const amount = inHours ? Math.floor(minutes / MINUTES_OF_HOUR) : Math.max(1, Math.floor(minutes));
  const unit = inHours ? 'hour' : 'minute';
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

function assertCode(code: string): void {
  if (!/^\d+$/.test(code) || code.length < MIN_CODE_LENGTH)
    throw new RangeError('A mailed code must be a run of digits');
}

function assertLink(link: string): void {
  const protocol = URL.canParse(link) ? new URL(link).protocol : '';
  if (protocol !== 'https:' && protocol !== 'http:') throw new RangeError('A mailed link must be an http(s) URL');
}
