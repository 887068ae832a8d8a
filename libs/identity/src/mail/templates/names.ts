import { mixesScripts } from '../../accounts/scripts';
import { oneLine } from '../message/mail-message';

const MAX_OWNER_NAME = 100;
const MAX_ACCOUNT_NAME = 60;

/** Invisible characters that reorder the text around them: a name could otherwise change its sentence. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** An unpaired surrogate, which no encoding can represent. */
const LONE_SURROGATE = /\p{Cs}/gu;

/** A name of a person: words of letters, with dots only behind initials and titles. No digits, so no telephone numbers. */
const PERSONAL =
  /^[\p{L}\p{M}][\p{L}\p{M}'\u2019\u02bc\-\u2010]*\.?(?: [\p{L}\p{M}'\u2019\u02bc][\p{L}\p{M}'\u2019\u02bc\-\u2010]*\.?){0,5}$/u;

/** An owner's name for use in a line of text. */
export function ownerNameOf(name: string): string {
  return shorten(tidy(name), MAX_OWNER_NAME);
}

/**
 * An account's name for the greeting; `null` when there is none or it is not clearly a name. Anyone who registers a
 * stranger's address chooses the name in the mail that goes there, so it must not carry an advertisement: no digits, no
 * address in any spelling (`evil\uff0ecom`), no mixed scripts.
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
