import type { Substitution } from './substitution';

/** The data with which values that differ each time are checked. */
export interface KindContext {
  readonly substitution: Substitution;
  /** The number of digits of a one-time code in the mode of the service. */
  readonly codeDigits: number;
  /** The time of the service's clock. */
  readonly now: Date;
}

/** A kind of value that differs each time. */
export interface ValueKind {
  /** Whether a value has the form of the kind. The printed value must have it too. */
  readonly fits: (value: unknown) => boolean;
  /** Whether a value of that form is correct in the place of the printed one. */
  readonly matches: (actual: never, printed: never, context: KindContext) => boolean;
}

/** The kinds of one dialect, by the names that its pairs use. */
export type ValueKinds = Readonly<Record<string, ValueKind>>;

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
/** Ids of access tokens contain their time (version 7), those of refresh tokens do not (version 4). */
const TOKEN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;
const NEXT_PAGE = /^<(?<target>\/[^>]+)>; rel="next"$/u;
const CURSOR = /^\d+\.[\w-]{12}$/u;
const SECRET_BYTES = 32;
const CLOCK_TOLERANCE_SECONDS = 60;

/** Makes a kind for texts. */
export function textKind(
  fits: (text: string) => boolean,
  matches: (actual: string, printed: string, context: KindContext) => boolean,
): ValueKind {
  return { fits: (value) => typeof value === 'string' && fits(value), matches };
}

/** The kinds that every dialect may use. */
export const COMMON_KINDS: ValueKinds = {
  /** A version 4 UUID. */
  uuid: textKind((text) => UUID_V4.test(text), isAnother),
  /** A one-time code. */
  code: textKind(
    (text) => /^\d{4,10}$/u.test(text),
    (actual, _printed, { codeDigits }) => actual.length === codeDigits,
  ),
  /** 32 bytes in base64. */
  secret: textKind(isSecret, isAnother),
  /** 32 bytes in base64, marked as the secret of a webhook. */
  webhookSecret: textKind((text) => text.startsWith('whsec_') && isSecret(text.slice('whsec_'.length)), isAnother),
  /** A UTC date with milliseconds, not in the future. */
  date: textKind(
    (text) => ISO_DATE.test(text) && new Date(text).toISOString() === text,
    (actual, _printed, { now }) => Date.parse(actual) <= now.getTime() + CLOCK_TOLERANCE_SECONDS * 1000,
  ),
  /** The id of an account: a positive integer. If the state knows the printed id, it must be the state's id. */
  id: {
    fits: (value) => Number.isSafeInteger(value) && (value as number) > 0,
    matches: (actual: number, printed: number, { substitution }) =>
      !substitution.knowsId(printed) || actual === substitution.id(printed),
  },
  /** A `Link` to the next page: the printed target with a cursor of this service. */
  'next-page': textKind((text) => NEXT_PAGE.test(text), isSamePage),
  /** A signed token: the printed header, the printed claims in their order, and then `jti`. */
  token: textKind((text) => readToken(text) !== null, isSameToken),
};

function isAnother(actual: string, printed: string, { substitution }: KindContext): boolean {
  return actual !== printed && (!substitution.knowsText(printed) || actual === substitution.text(printed));
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SECRET_BYTES && bytes.toString('base64') === text;
}

function isSamePage(actual: string, printed: string, { substitution }: KindContext): boolean {
  const [real, shown] = [targetOf(actual), targetOf(printed)];
  const cursor = real.searchParams.get('cursor') ?? '';
  shown.searchParams.set('cursor', cursor);
  const expected = substitution.path(`${shown.pathname}?${shown.searchParams.toString()}`);
  return CURSOR.test(cursor) && `${real.pathname}${real.search}` === expected;
}

function targetOf(link: string): URL {
  return new URL(NEXT_PAGE.exec(link)?.groups?.['target'] ?? '', 'http://portero.invalid');
}

/** A token in its parts, unverified. */
export interface ReadToken {
  /** The header as it was written. */
  readonly header: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads a JWT; `null` if the text is not one. */
export function readToken(text: string): ReadToken | null {
  const parts = text.split('.');
  const [header, claims] = parts.map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  if (parts.length !== 3 || !header?.startsWith('{') || !claims?.startsWith('{')) return null;
  return { header, claims: JSON.parse(claims) as Record<string, unknown> };
}

function isSameToken(actual: string, printed: string, context: KindContext): boolean {
  const [real, shown] = [readToken(actual), readToken(printed)];
  if (real === null || shown === null || actual === printed || real.header !== shown.header) return false;
  const printedNames = Object.keys(shown.claims).filter((name) => name !== 'jti');
  if (Object.keys(real.claims).join() !== [...printedNames, 'jti'].join()) return false;
  if (!TOKEN_ID.test(String(real.claims['jti']))) return false;
  return printedNames.every((name) => isSameClaim(name, real.claims, shown.claims, context));
}

function isSameClaim(
  name: string,
  real: ReadToken['claims'],
  shown: ReadToken['claims'],
  { substitution, now }: KindContext,
): boolean {
  const [actual, printed] = [real[name], shown[name]];
  if (name === 'iat') return Math.abs(Number(actual) - now.getTime() / 1000) < CLOCK_TOLERANCE_SECONDS;
  if (name === 'exp') return Number(actual) - Number(real['iat']) === Number(printed) - Number(shown['iat']);
  if (name === 'id') return actual === substitution.id(Number(printed));
  return JSON.stringify(actual) === JSON.stringify(substitution.body(printed));
}
