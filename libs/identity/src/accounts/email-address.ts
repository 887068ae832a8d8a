import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import { isBounded } from './bounded-text';

/** An e-mail address in two forms: one to send mail to, and one to compare by. */
export interface EmailAddress {
  /** As it was written, after NFKC. */
  readonly address: string;
  /** Lower case, with the domain in its ASCII form: equal for two spellings of one mailbox. */
  readonly key: string;
}

/** RFC 5321, section 4.5.3.1: a path is at most 256 octets, two of them the angle brackets. */
const MAX_LENGTH = 254;

/**
 * White space, double quotes, separators and brackets of addresses in a header, and invisible characters that domains
 * drop.
 */
const FORBIDDEN = /[\s"(),:;<>[\]\\\p{Default_Ignorable_Code_Point}]/u;

/**
 * Addresses of ASCII letters, digits and dots, with a top-level domain of letters only. They are always valid, and
 * normalising changes only their case. The full check takes many times longer, which matters in imports of millions of
 * rows.
 */
const PLAIN =
  /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9]|-(?!-)){0,60}[A-Za-z0-9]\.)+[A-Za-z]{2,60}$/u;
const MAX_LOCAL_PART = 64;
const MAX_PLAIN_LENGTH = 128;

/**
 * Reads an e-mail address; `null` for any other text. The length is checked first, because normalising takes quadratic
 * time over a long run of combining marks. Normalising comes before validating, so that a character which only *becomes*
 * an `@` or a letter under NFKC cannot slip past the check or collide later.
 */
export function parseEmail(text: string): EmailAddress | null {
  if (isPlain(text)) return { address: text, key: text.toLowerCase() };
  return readEmail(text);
}

function isPlain(text: string): boolean {
  return text.length <= MAX_PLAIN_LENGTH && text.indexOf('@') <= MAX_LOCAL_PART && PLAIN.test(text);
}

/** The full check of {@link parseEmail}, for any address. */
export function readEmail(text: string): EmailAddress | null {
  if (!isBounded(text)) return null;
  const address = text.normalize('NFKC');
  if (address.length > MAX_LENGTH || FORBIDDEN.test(address) || !isEmail(address)) return null;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  if (domain === '') return null;
  const key = `${address.slice(0, at).toLowerCase()}@${domain.toLowerCase()}`;
  // The ASCII form of a domain is longer than the written one, and mail is sent to the ASCII form.
  return key.length > MAX_LENGTH ? null : { address, key };
}
