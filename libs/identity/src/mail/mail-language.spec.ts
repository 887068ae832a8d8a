import { describe, expect, it } from 'vitest';
import { Countries } from '../countries/countries.service';
import { mailLanguage } from './mail-language';

describe('the language of a mail', () => {
  it.each([
    ['AR', 'es'],
    ['ES', 'es'],
    ['BO', 'es'],
    ['PR', 'es'],
    ['GB', 'en'],
    ['BR', 'en'],
    ['ID', 'en'],
  ])('in %s is %s', (acronym, language) => {
    expect(mailLanguage(new Countries().byAcronym(acronym)!)).toBe(language);
  });
});
