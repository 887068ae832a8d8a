import { describe, expect, it } from 'vitest';
import { preferredLanguage } from './accept-language';

const OFFERED = ['es', 'en', 'id'] as const;

describe('the language that a client asks for', () => {
  it.each([
    ['es', 'es'],
    ['es-AR,es;q=0.9,en;q=0.8', 'es'],
    ['fr;q=1, id-ID;q=0.4, en;q=0.3', 'id'],
    ['en;q=0.2, ES;q=0.7', 'es'],
    ['in-ID', 'id'],
    ['en, es', 'en'],
    ['en;q=0.000, id;q=0.001', 'id'],
  ])('in %j is %s', (header, language) => {
    expect(preferredLanguage(header, OFFERED)).toBe(language);
  });

  it.each([undefined, '', '*', 'fr, de;q=0.5', 'en;q=0', 'en;q=2', 'en;q=x', ';;;,,,', 'english'])(
    'in %j is none of ours',
    (header) => {
      expect(preferredLanguage(header, OFFERED)).toBeNull();
    },
  );

  it('is found in a header of any length without going through all of it', () => {
    expect(preferredLanguage(`${'fr,'.repeat(100_000)}es`, OFFERED)).toBeNull();
  });
});
