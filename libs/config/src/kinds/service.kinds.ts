import { resolve } from 'node:path';
import { isIP } from 'node:net';
import { countries } from 'countries-list';
import type { SettingKind } from '../settings-table';
import { accept, refuse } from '../settings-table';
import { isHostName } from './network.kinds';
import { hasControlCharacter, list, text } from './plain.kinds';

/** The sender of a mail. */
export interface MailAddress {
  /** Shown beside the address; empty when there is none. */
  readonly name: string;
  readonly address: string;
}

/** The source of the list of forbidden passwords. */
export type PasswordList =
  { readonly kind: 'common' } | { readonly kind: 'none' } | { readonly kind: 'file'; readonly path: string };

/** In the data package, but not officially assigned in ISO 3166-1: Ascension, Tristan da Cunha, Kosovo. */
const NOT_IN_ISO_3166_1: ReadonlySet<string> = new Set(['AC', 'TA', 'XK']);
const MAILBOX = /^(?:(?<name>[^<>]*?) ?<(?<bracketed>[^<>]*)>|(?<bare>[^<>]*))$/u;
const LOCAL_PART = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/** `address` or `Name <address>`, exactly one. */
export function mailAddress(): SettingKind<MailAddress> {
  return {
    expects: '`address` or `Name <address>`',
    read(raw) {
      const parts = hasControlCharacter(raw) ? undefined : MAILBOX.exec(raw)?.groups;
      const address = parts?.['bracketed'] ?? parts?.['bare'] ?? '';
      const name = (parts?.['name'] ?? '').replace(/^"(.*)"$/u, '$1');
      if (!isMailAddress(address) || /["\\,;:@]/.test(name)) {
        return refuse('be one e-mail address, alone or as Name <address>');
      }
      return accept({ name, address });
    },
  };
}

/** An ISO 3166-1 alpha-2 code in capitals. */
export function country(): SettingKind<string> {
  return {
    expects: 'ISO 3166-1 alpha-2 code in capitals',
    read(raw) {
      const known = /^[A-Z]{2}$/.test(raw) && Object.hasOwn(countries, raw) && !NOT_IN_ISO_3166_1.has(raw);
      return known ? accept(raw) : refuse('be the ISO 3166-1 alpha-2 code of a country, in capitals');
    },
  };
}

/** `common`, `none`, or a path. A path needs a slash, so that a mistyped word is not read as a file. */
export function passwordList(): SettingKind<PasswordList> {
  return {
    expects: '`common`, `none`, or the path of a text file, one password a line, written with a `/`',
    read(raw) {
      if (raw === 'common' || raw === 'none') return accept({ kind: raw });
      if (!raw.includes('/') || hasControlCharacter(raw)) {
        return refuse('be common, none, or the path of a file, written with a /');
      }
      return accept({ kind: 'file', path: resolve(raw) });
    },
  };
}

/** The names of dialects. Whether they exist is checked by the code that knows the dialects. */
export function dialectNames(): SettingKind<readonly string[]> {
  const name = text({ expects: 'a name of small letters, digits and dashes', pattern: /^[a-z][a-z0-9-]*$/ });
  return list(name, 'comma-separated list of dialect names');
}

function isMailAddress(raw: string): boolean {
  const at = raw.lastIndexOf('@');
  if (at < 0 || raw.length > 254 || !LOCAL_PART.test(raw.slice(0, at))) return false;
  const domain = raw.slice(at + 1);
  const literal = /^\[(?:IPv6:)?(.+)\]$/i.exec(domain)?.[1];
  return literal === undefined ? isHostName(domain) : isIP(literal) !== 0;
}
