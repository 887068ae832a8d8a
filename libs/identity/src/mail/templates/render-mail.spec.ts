import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mail, MailData, MailTemplate } from '../mail';
import type { MailLanguage } from '../mail-language';
import { renderMail } from './render-mail';

const LANGUAGES: readonly MailLanguage[] = ['es', 'en', 'id'];
const about = { accountName: 'Ana', ownerName: 'Tienda Sur', expiresInMinutes: 15 };
const link = 'https://id.example/reset-password?token=aB3_-9';
const DATA: MailData = {
  verification_code: { ...about, code: '0471' },
  verification_link: { ...about, link },
  password_code: { ...about, code: '904712' },
  password_link: { ...about, link },
  account_exists: about,
  password_changed: { ...about, at: new Date(0) },
  owner_password_changed: { ...about, at: new Date(0) },
  new_network: { ...about, at: new Date(0) },
};
const TEMPLATES = Object.keys(DATA) as MailTemplate[];
const EVERY = TEMPLATES.flatMap((template) => LANGUAGES.map((language) => [template, language] as const));

function mailOf(template: MailTemplate, language: MailLanguage, data: object = {}): Mail {
  return { template, to: 'ana@example.com', language, data: { ...DATA[template], ...data }, sender: {} } as Mail;
}

describe('every mail', () => {
  it.each(EVERY)('%s in %s has a greeting, the name of the owner and its subject', (template, language) => {
    const { subject, text, html } = renderMail(mailOf(template, language));
    for (const form of [text, html]) {
      expect(form).toContain('Ana');
      expect(form).toContain('Tienda Sur');
    }
    expect(subject).toContain('Tienda Sur');
    expect(subject).not.toMatch(/\d/);
  });

  it.each(EVERY)(
    '%s in %s has an HTML part in its language that loads nothing and runs nothing',
    (template, language) => {
      const { html } = renderMail(mailOf(template, language));
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).not.toMatch(/<(img|script|link|style|iframe|form|object)\b/i);
      expect(html).not.toMatch(/\b(src|background|on\w+)=|url\(|@import/i);
    },
  );

  it.each(EVERY)('%s in %s has a greeting for an account without a name', (template, language) => {
    const { text } = renderMail(mailOf(template, language, { accountName: null }));
    expect(text).toMatch(/^(Hola:|Hello,|Halo,)\n/);
    expect(text).not.toContain('null');
  });

  it.each(LANGUAGES)('says in %s how long it is valid', (language) => {
    const textOf = (expiresInMinutes: number) =>
      renderMail(mailOf('password_link', language, { expiresInMinutes })).text;
    expect(textOf(15)).toMatch(/15 (minutos|minutes|menit)/);
    expect(textOf(0.2)).toMatch(/\b1 (minuto|minute|menit)\b/);
    expect(textOf(1440)).toMatch(/24 (horas|hours|jam)/);
    expect(textOf(150)).toMatch(/\b2 (horas|hours|jam)/);
  });
});

describe('a mailed code', () => {
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[0-9 a-z٠-٩.]{0,40}$/));

  it('is the only run of digits of its length in the text part, whatever the names are', () => {
    const codes = fc.stringMatching(/^\d{4,10}$/);
    const kinds = fc.constantFrom('verification_code' as const, 'password_code' as const);
    const minutes = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(
        codes,
        anyText,
        anyText,
        kinds,
        fc.constantFrom(...LANGUAGES),
        minutes,
        (code, ownerName, accountName, template, language, expiresInMinutes) => {
          const { text } = renderMail(mailOf(template, language, { code, ownerName, accountName, expiresInMinutes }));
          const runs = text.match(/\p{Nd}+/gu) ?? [];
          expect(runs.filter((run) => Array.from(run).length >= code.length)).toEqual([code]);
          expect(text.split('\n')).toContain(code);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['', '123', '12 34', '12a4', '١٢٣٤'])('is refused when it is %j', (code) => {
    expect(() => renderMail(mailOf('verification_code', 'en', { code }))).toThrow(RangeError);
  });
});

describe('a mailed link', () => {
  it.each(['password_link', 'verification_link'] as const)('is in %s on a separate line, and as a link', (template) => {
    const { text, html } = renderMail(mailOf(template, 'es', { link: `${link}&x=1` }));
    expect(text.split('\n')).toContain(`${link}&x=1`);
    expect(html).toContain(`href="${link}&amp;x=1"`);
  });

  it('is sent with the name and e-mail of the account', () => {
    expect(renderMail(mailOf('password_link', 'id')).text).toContain('Nama: Ana\nEmail: ana@example.com');
    expect(renderMail(mailOf('password_link', 'en', { accountName: null })).text).not.toContain('Name:');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '/reset', ''])('is refused when it is %j', (href) => {
    expect(() => renderMail(mailOf('password_link', 'en', { link: href }))).toThrow(RangeError);
  });
});

describe('names in a mail', () => {
  const hostile = fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '<script>', '\r\n', '\u202e', 'x', ' ', '\u0000', '\ud800'))
    .map((pieces) => pieces.join(''));

  it('never add a tag, an attribute, a line or a control character', () => {
    const tagsOf = (markup: string) => markup.match(/<[^>]*>/g)?.length;
    const plain = renderMail(mailOf('verification_code', 'en', { ownerName: 'x', accountName: null }));
    fc.assert(
      fc.property(hostile, hostile, (ownerName, accountName) => {
        const { subject, text, html } = renderMail(mailOf('verification_code', 'en', { ownerName, accountName }));
        expect(tagsOf(html)).toBe(tagsOf(plain.html));
        expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
        expect(subject).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
        expect(text.split('\n')).toHaveLength(plain.text.split('\n').length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ...['Win at evil.example', 'https://evil.example', 'ana@evil.example', 'www.evil.example/x', 'A'.repeat(61)],
    ...['Hello Call 0800 123 456', 'evil．com', 'evil。com', 'evil․com', '\u0430na', 'Ana 7', '☎ now', 'a b c d e f g'],
  ])('attack 54: %j is not used in the greeting', (accountName) => {
    const { text, html } = renderMail(mailOf('verification_code', 'en', { accountName }));
    expect(text).toMatch(/^Hello,\n/);
    expect(html).not.toContain(accountName);
  });

  it.each(['Ana María', "Conan O'Brien", 'J. R. Ewing', 'Łukasz', '李小龍'])(
    'an account is greeted as %s',
    (accountName) => {
      expect(renderMail(mailOf('verification_code', 'en', { accountName })).text).toContain(`Hello ${accountName},`);
    },
  );

  it.each([
    ['Win at evil.com now', 'Win at evil com now'],
    ['evil\uff0ecom', 'evil com'],
    ['\uff45vil\u3002com', 'evil com'],
    ['https://evil.example/x', 'https evil example x'],
    ['mail me@evil.com', 'mail me evil com'],
    ['Call 0800 123-456 78', 'Call'],
    ['Call +54 (11) 4000-1234!', 'Call + !'],
    ['moc\u202e.live', 'moc live'],
    ['evil\u200b.com', 'evil com'],
    ['Dr. Pérez e Hijos, sucursal 24', 'Dr. Pérez e Hijos, sucursal 24'],
    ['Almacén 3000', 'Almacén 3000'],
  ])('attack 54: the name of an owner contains no link, address or number: %j', (ownerName, shown) => {
    const { subject, text, html } = renderMail(mailOf('verification_code', 'en', { ownerName }));
    expect(subject).toBe(`Your verification code for ${shown}`);
    for (const part of [text, html]) expect(part).not.toMatch(/evil[.\u3002\uff0e]|https:|@evil|0800|4000/u);
  });

  it('a very long name of an owner is cut', () => {
    const { subject } = renderMail(mailOf('account_exists', 'en', { ownerName: '😀'.repeat(150) }));
    expect(subject).toContain(`${'😀'.repeat(99)}…`);
  });
});
