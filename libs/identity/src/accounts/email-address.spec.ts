import { describe, expect, it } from 'vitest';
import { parseEmail } from './email-address';

describe('an e-mail address', () => {
  it.each([
    ['as it is written', 'Ana@Example.com', 'ana@example.com'],
    ['a Kelvin sign', '\u212a@example.com', 'k@example.com'],
    ['a fullwidth at sign', 'ana＠example.com', 'ana@example.com'],
    ['an international domain', 'ana@EXÄMPLE.com', 'ana@xn--exmple-cua.com'],
    ['the same in ASCII', 'ana@xn--exmple-cua.com', 'ana@xn--exmple-cua.com'],
    ['a dotless i, which is no i', 'mıke@example.com', 'mıke@example.com'],
    ['a tag', 'ana+shop@example.com', 'ana+shop@example.com'],
    ['an apostrophe', "pat.o'brien@example.com", "pat.o'brien@example.com"],
    ['all of RFC 5321, atext', "a!#$%&'*+-/=?^_`{|}~9@example.com", "a!#$%&'*+-/=?^_`{|}~9@example.com"],
    ['another script (RFC 6531)', '王小明@例え.jp', '王小明@xn--r8jz45g.jp'],
  ])('is compared by one key: %s', (_name, text, key) => {
    expect(parseEmail(text)?.key).toBe(key);
  });

  it('is kept as it was written', () => {
    expect(parseEmail('Ana@Example.com')?.address).toBe('Ana@Example.com');
  });

  it.each([
    '',
    'ana',
    '@example.com',
    'ana@',
    'a@example.com,b@example.com',
    'a@example.com，b@example.com',
    'a b@example.com',
    'a@b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    '<a@example.com>',
    '"a"@example.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@localhost',
    'a\0@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('is refused when it is not exactly one: %s', (text) => {
    expect(parseEmail(text)).toBeNull();
  });

  it('fits into its column, also where its ASCII form is longer than the written one', () => {
    for (const letters of ['ä', '字', '\ufdfa', 'İ', '\u{1f600}']) {
      for (const count of [1, 10, 40, 80, 120, 20_000]) {
        const parsed = [
          parseEmail(`a@${`${letters}.`.repeat(count)}com`),
          parseEmail(`${letters.repeat(count)}@b.com`),
        ];
        for (const each of parsed) expect(each?.key.length ?? 0).toBeLessThanOrEqual(254);
      }
    }
  });
});
