import { describe, expect, it } from 'vitest';
import { isDeceptiveDomain, looksLikeAnother, mixesScripts } from './scripts';

describe('attack 54: names that look like others', () => {
  it.each([
    '\u0430dmin',
    'adm\u0456n',
    'p\u0430yp\u0430l',
    '\u03bfwner',
    'ro\u03bft',
    'admin\u0561',
    '\u0430\u0441\u0435',
    '\u0440\u0430\u0443',
    '\u13a0dmin',
  ])('are refused: %j', (name) => {
    expect(looksLikeAnother(name)).toBe(true);
  });

  it.each([
    'admin',
    'ana.maría_2-x',
    'иван',
    'дмитрий7',
    'γιώργος',
    '田中たろう',
    '김철수',
    'アナana',
    'محمد',
    'नीता',
    'ngọc',
    '123',
    '',
  ])('are not: %j', (name) => {
    expect(looksLikeAnother(name)).toBe(false);
    expect(mixesScripts(name)).toBe(false);
  });
});

describe('attack 54: domains that look like others', () => {
  it.each([
    'p\u0430ypal.com',
    '\u0430\u0440\u0440\u04cf\u0435.com',
    'mail.\u0430\u0441\u0435.example',
    'b\u00f6se.r\u0443',
  ])('are refused: %j', (domain) => {
    expect(isDeceptiveDomain(domain)).toBe(true);
  });

  it.each(['example.com', 'm\u00fcller.example', 'почта.рф', 'пример.com', '例え.jp', 'xn--bcher-kva.example'])(
    'are not: %j',
    (domain) => {
      expect(isDeceptiveDomain(domain)).toBe(false);
    },
  );
});
