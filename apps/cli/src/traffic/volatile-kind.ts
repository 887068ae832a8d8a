/** Kinds of values that may differ between two runs of the same traffic. */
export type VolatileKind = 'token' | 'code' | 'id' | 'time';

const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/u;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/u;
const HTTP_TIME = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/u;
const PASSPORT_REFRESH = /^def50200[0-9a-f]+$/u;
const ONE_WORD = /^[\x21-\x7e]{16,}$/u;
const DIGITS = /^\d{4,10}$/u;

const SECRET_KEY = /(?:token|access|refresh|secret|(?:^|_|[a-z])key|session(?:_?id)?)$/iu;
const CODE_KEY = /(?:verification|password|recovery|reset|one_?time|confirm\w*)_?code$|^otp$/iu;
const ID_KEY = /^(?:id|pk|sub|uuid|owner|user)$|(?:_id|Id|_uuid|Uuid|_pk)$/u;
const TIME_KEY = /(?:^|_)(?:at|exp|iat|nbf|timestamp|date|time)$|(?:At|Date|Time|Timestamp)$/u;

/** The first second of 2001. A smaller number is a duration, not a time. */
const FIRST_MOMENT = 978_307_200;

/**
 * The kind of volatile value of two values at one place; `null` when they must be equal.
 * @param key of the object that they are in
 */
export function volatileKind(key: string, one: string | number, other: string | number): VolatileKind | null {
  if (typeof one === 'string' && typeof other === 'string') return kindOfTexts(key, one, other);
  if (typeof one !== 'number' || typeof other !== 'number') return null;
  if (ID_KEY.test(key) && isId(one) && isId(other)) return 'id';
  return TIME_KEY.test(key) && one > FIRST_MOMENT && other > FIRST_MOMENT ? 'time' : null;
}

function kindOfTexts(key: string, one: string, other: string): VolatileKind | null {
  const both = (pattern: RegExp): boolean => pattern.test(one) && pattern.test(other);
  if (both(JWT) || both(PASSPORT_REFRESH)) return 'token';
  if (SECRET_KEY.test(key) && both(ONE_WORD)) return 'token';
  if (both(UUID) && one.length === other.length) return 'id';
  if (CODE_KEY.test(key) && both(DIGITS)) return 'code';
  if (ID_KEY.test(key) && both(/^\d{1,19}$/u)) return 'id';
  return (both(ISO_TIME) && timeShape(one) === timeShape(other)) || both(HTTP_TIME) ? 'time' : null;
}

function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** `2026-01-01T10:00:00.000Z` and `2027-12-31T23:59:59.999Z` have the same format. */
function timeShape(text: string): string {
  return text.replaceAll(/\d/gu, '0');
}
