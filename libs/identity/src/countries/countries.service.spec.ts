import { describe, expect, it } from 'vitest';
import { Countries } from './countries.service';

const countries = new Countries();

describe('Countries', () => {
  it('holds the 249 countries of ISO 3166-1, numbered from 1 without a gap', () => {
    expect(countries.all().map(({ id }) => id)).toEqual(Array.from({ length: 249 }, (_, index) => index + 1));
    expect(new Set(countries.all().map(({ acronym }) => acronym)).size).toBe(249);
  });

  it('shows Argentina as the published document prints it', () => {
    const { languages, ...shown } = countries.byAcronym('AR')!;
    expect(shown).toEqual({ id: 11, name: 'Argentina', acronym: 'AR', iso: '54' });
    expect(languages).toContain('es');
  });

  it.each([
    ['AF', 1],
    ['AX', 2],
    ['AL', 3],
    ['CI', 55],
    ['TR', 228],
    ['TM', 229],
    ['ZW', 249],
  ])('sorts names as English does, accents aside: %s is number %i', (acronym, id) => {
    expect(countries.byAcronym(acronym)?.id).toBe(id);
  });

  it.each([
    ['BS', 'Bahamas'],
    ['SD', 'Sudan'],
    ['FK', 'Falkland Islands [Malvinas]'],
    ['EH', 'Western Sahara'],
    ['NL', 'Netherlands (Kingdom of the)'],
  ])('leaves the article of the ISO list out: %s is %s', (acronym, name) => {
    expect(countries.byAcronym(acronym)?.name).toBe(name);
  });

  it('knows a calling code of digits for every country', () => {
    expect(countries.all().filter(({ iso }) => !/^[1-9]\d*$/.test(iso))).toEqual([]);
  });

  it.each(['', 'ar', 'XX', 'ARG', 'XK', 'toString', '__proto__'])('knows no country %j', (acronym) => {
    expect(countries.byAcronym(acronym)).toBeNull();
  });

  it('returns objects that a caller cannot change', () => {
    const country = countries.byAcronym('AR')!;
    expect(Object.isFrozen(country) && Object.isFrozen(country.languages)).toBe(true);
  });
});
