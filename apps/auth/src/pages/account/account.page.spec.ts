import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { pagePolicy } from '../page-layout';
import { noticePage, passwordPage } from './account.page';
import { emailPage } from './email.page';
import { entryPage } from './entry.page';
import { PAGE_LANGUAGES, type PasswordProblem } from './wording/page-wording';
import { wordingFor } from './wording/wording-for';

const BOUNDS = { minLength: 8, maxLength: 128 };
const HOSTILE = '<script>alert("1")</script>';
const PROBLEMS: readonly PasswordProblem[] = [
  'missing',
  'mismatch',
  'too_short',
  'too_long',
  'too_common',
  'too_obvious',
];

describe.each(PAGE_LANGUAGES)('the pages for account holders in %s', (lang) => {
  const { wording } = wordingFor(lang);
  const reader = { lang, email: 'ana@example.com', owner: 'Tienda', token: null };

  it('say their language, title and owner', () => {
    for (const page of [passwordPage(reader, wording, BOUNDS), emailPage(reader, wording, BOUNDS)]) {
      expect(page).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${lang}">`, 'u'));
      expect(page).toMatch(/<title>[^<]+ · Tienda<\/title>/u);
      expect(page).toContain('ana@example.com');
    }
  });

  it('label every field, and support password managers', () => {
    const page = passwordPage(reader, wording, BOUNDS);
    const ids = [...page.matchAll(/<input\s+id="(\w+)"/gu)].map(([, id]) => id);
    expect(ids).toEqual(['email', 'password', 'repeat']);
    for (const id of ids) expect(page).toContain(`<label for="${id ?? ''}">`);
    expect(page.match(/autocomplete="(?:username|new-password)"/gu)).toHaveLength(3);
    expect(page).toMatch(/8 \S+ 128/u);
  });

  it.each(PROBLEMS)('explain the problem %s, to screen readers too', (problem) => {
    const page = passwordPage(reader, wording, BOUNDS, problem);
    expect(page).toContain(wording.password.problems[problem](BOUNDS));
    expect(page).toMatch(/id="problem"\s+role="alert"/u);
    expect(page).toContain('aria-describedby="problem rules"');
    expect(page).toContain('aria-invalid="true"');
  });

  it('run no script, whatever the names are', () => {
    const hostile = { lang, email: HOSTILE, owner: HOSTILE, token: HOSTILE };
    const done = wording.password.done(HOSTILE);
    const pages = [
      passwordPage(hostile, wording, BOUNDS),
      emailPage(hostile, wording, BOUNDS),
      noticePage(lang, done, HOSTILE),
    ];
    for (const page of pages) {
      expect(page).not.toContain('<script');
      expect(page).not.toMatch(/ on\w+=| style=/u);
    }
  });

  it('name no user when the link is unknown', () => {
    expect(noticePage(lang, wording.deadLink)).toContain(`<title>${wording.deadLink.title}</title>`);
  });
});

describe('the script of the page that a link opens', () => {
  const { lang, wording } = wordingFor('en');
  const script = /<script>(?<text>[^]*?)<\/script>/u.exec(entryPage(lang, wording))?.groups?.['text'] ?? '';

  /** Runs it as a browser does. */
  function run(hash: string) {
    const form = { elements: { token: { value: '' } }, sent: 0, submit: () => (form.sent += 1) };
    const shown: string[] = [];
    const location = { hash, pathname: '/auth/account/password', search: '' };
    const history = { replaceState: (_state: null, _title: string, url: string) => shown.push(url) };
    runInNewContext(script, { URLSearchParams, location, history, document: { getElementById: () => form } });
    return { token: form.elements.token.value, sent: form.sent, shown };
  }

  it('sends the token of the fragment and removes it from the address', () => {
    expect(run('#token=abc-_9&v=1')).toEqual({ token: 'abc-_9', sent: 1, shown: ['/auth/account/password'] });
  });

  it.each(['', '#', '#other=1'])('leaves the form to the reader for %j', (hash) => {
    expect(run(hash)).toEqual({ token: '', sent: 0, shown: [] });
  });
});

describe('the policy of the pages', () => {
  it('allows their stylesheet by its hash', () => {
    const { lang, wording } = wordingFor('en');
    const style = /<style>(?<css>[^]*?)<\/style>/u.exec(noticePage(lang, wording.busy))?.groups?.['css'] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pagePolicy("form-action 'self'")).toContain(`'sha256-${hash}'`);
  });
});
