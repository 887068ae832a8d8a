import { Injectable } from '@nestjs/common';
import { countries, getCountryData, type TCountryCode } from 'countries-list';
import { getData } from 'country-list';

/** A country of ISO 3166-1. */
export interface Country {
  /** Its place, from 1, in the English alphabetical list of the 249. */
  readonly id: number;
  /** English short name, without the article that ISO puts behind some. */
  readonly name: string;
  /** ISO 3166-1 alpha-2 code. */
  readonly acronym: string;
  /** International calling code, digits only: "54". The name is that of the wire's field. */
  readonly iso: string;
  /** ISO 639-1 codes of the languages in official use. */
  readonly languages: readonly string[];
}

const ARTICLE = / \(the\)(?=$| \[)/i;
const FOOTNOTE = /\*$/;
const DIACRITICS = /\p{Mn}/gu;

/** The countries of the world. Names come from the `country-list` package, calling codes and languages from `countries-list`. */
@Injectable()
export class Countries {
  private readonly ordered = orderedCountries();
  private readonly byCode = new Map(this.ordered.map((country) => [country.acronym, country]));

  /** All 249, by `id`. */
  all(): readonly Country[] {
    return this.ordered;
  }

  /** The country of an alpha-2 code in capitals; `null` when there is none. */
  byAcronym(alpha2: string): Country | null {
    return this.byCode.get(alpha2) ?? null;
  }
}

function orderedCountries(): readonly Country[] {
  return getData()
    .map(({ code, name }) => ({ code, name: name.replace(ARTICLE, '').replace(FOOTNOTE, '') }))
    .map((entry) => ({ ...entry, key: alphabeticalKey(entry.name) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ code, name }, index) => Object.freeze(countryOf(code, name, index + 1)));
}

/** Compared by code units, because a collator's order changes with the ICU version, and the ids are stored by clients. */
function alphabeticalKey(name: string): string {
  return name.normalize('NFD').replace(DIACRITICS, '').toLowerCase();
}

function countryOf(acronym: string, name: string, id: number): Country {
  if (!isKnown(acronym)) throw new Error(`countries-list lacks ${acronym}`);
  const { phone, languages } = getCountryData(acronym);
  return { id, name, acronym, iso: String(phone[0] ?? ''), languages: Object.freeze([...languages]) };
}

function isKnown(code: string): code is TCountryCode {
  return Object.hasOwn(countries, code);
}
