import { oneLine } from '../message/mail-message';

const MAX_OWNER_NAME = 100;
const MAX_ACCOUNT_NAME = 60;

/** Invisible characters that reorder what stands around them: a name could otherwise rewrite the sentence it is in. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Half a character, which no encoding can carry. */
const LONE_SURROGATE = /\p{Cs}/gu;

/** What a mail program would turn into a link: a scheme, a path, an address, a host name. */
const LINK_LIKE = /[/\\@<>]|:\s*\S|\S\.\S/u;

/** An owner's name, fit to stand in a line. */
export function ownerNameOf(name: string): string {
  return shorten(tidy(name), MAX_OWNER_NAME);
}

/**
 * An account's name, fit to greet with; `null` when there is none or it looks like a link. Whoever registers a stranger's
 * address chooses the name in the mail that goes there, so it must not carry an advertisement.
 */
export function accountNameOf(name: string | null): string | null {
  const tidied = tidy(name ?? '');
  return tidied === '' || tidied.length > MAX_ACCOUNT_NAME || LINK_LIKE.test(tidied) ? null : tidied;
}

function tidy(name: string): string {
  return oneLine(name.replace(DIRECTION_MARKS, '').replace(LONE_SURROGATE, '\ufffd'));
}

function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
