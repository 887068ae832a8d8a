import { mixesScripts } from '../../accounts/scripts';
import { oneLine } from '../message/mail-message';

const MAX_OWNER_NAME = 100;
const MAX_ACCOUNT_NAME = 60;

/** Invisible characters that reorder the text around them, with which a name could change the sentence around it. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** An unpaired surrogate, which no encoding can represent. */
const LONE_SURROGATE = /\p{Cs}/gu;

/** A name of a person: words of letters, with dots only behind initials and titles. No digits, so no telephone numbers. */
const PERSONAL =
  /^[\p{L}\p{M}][\p{L}\p{M}'\u2019\u02bc\-\u2010]*\.?(?: [\p{L}\p{M}'\u2019\u02bc][\p{L}\p{M}'\u2019\u02bc\-\u2010]*\.?){0,5}$/u;

/** The dots that separate the labels of a domain, in every spelling that browsers accept. */
const DOMAIN_DOT = /(?<=[\p{L}\p{M}\p{N}-])[.\u3002]+(?=[\p{L}\p{M}\p{N}])/gu;

/** Invisible characters that domains drop. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/gu;

/** Characters that make a text look like an address, which mail programs turn into a link. */
const ADDRESS_SIGNS = /:\/\/|[@/\\]/gu;

/** Digits of a telephone number, with the separators between them. */
const MANY_DIGITS = /(?:\p{Nd}[\s().+\-\u2010-\u2015/]*){7,}/gu;

/**
 * An owner's name for use in a line of text. If anyone may register an owner, a stranger chooses the name in a mail to
 * another stranger, so it must not contain a link, an address or a telephone number.
 */
export function ownerNameOf(name: string): string {
  const bounded = tidy(name.slice(0, MAX_OWNER_NAME * 4).normalize('NFKC')).replace(INVISIBLE, '');
  const harmless = bounded.replace(MANY_DIGITS, ' ').replace(ADDRESS_SIGNS, ' ').replace(DOMAIN_DOT, ' ');
  return shorten(tidy(harmless), MAX_OWNER_NAME);
}

/**
 * An account's name for the greeting; `null` when there is none or it is not clearly a name. Anyone who registers a
 * stranger's address chooses the name in the mail to that address, so it must not contain an advertisement: no digits,
 * no address in any spelling (`evil\uff0ecom`), no mixed scripts.
 */
export function accountNameOf(name: string | null): string | null {
  if (name === null || name.length > MAX_ACCOUNT_NAME * 4) return null;
  const tidied = tidy(name.normalize('NFKC'));
  if (tidied.length > MAX_ACCOUNT_NAME || !PERSONAL.test(tidied) || mixesScripts(tidied)) return null;
  return tidied;
}

function tidy(name: string): string {
  return oneLine(name.replace(DIRECTION_MARKS, '').replace(LONE_SURROGATE, '\ufffd'));
}

function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
