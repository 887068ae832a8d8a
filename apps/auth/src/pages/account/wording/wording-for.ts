import { preferredLanguage } from '@auth/http/input/accept-language';
import { PAGE_LANGUAGES, type PageLanguage, type PageWording } from './page-wording';
import { ENGLISH } from './wording.en';
import { SPANISH } from './wording.es';
import { INDONESIAN } from './wording.id';

const WORDINGS: Readonly<Record<PageLanguage, PageWording>> = { es: SPANISH, en: ENGLISH, id: INDONESIAN };

/** The language for a reader (English if it accepts none of ours), and the pages in it. */
export function wordingFor(acceptLanguage: string | undefined): { lang: PageLanguage; wording: PageWording } {
  const lang = preferredLanguage(acceptLanguage, PAGE_LANGUAGES) ?? 'en';
  return { lang, wording: WORDINGS[lang] };
}
