import type { Country } from '../countries/countries.service';

/** ISO 639-1 code of a language that mails are written in. */
export type MailLanguage = 'es' | 'en' | 'id';

/** The language of the mails to an account, by its country; English when the country is unknown. */
export function accountLanguage(country: Country | null): MailLanguage {
  if (country === null) return 'en';
  return country.languages.includes('id') ? 'id' : mailLanguage(country);
}

/** Spanish where it is among the official languages, English everywhere else. */
export function mailLanguage(country: Country): 'es' | 'en' {
  return country.languages.includes('es') ? 'es' : 'en';
}
