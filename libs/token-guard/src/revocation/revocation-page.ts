import { isJsonObject, ownMember, parseJsonObject } from '../token/json-object.js';

/** One revoked token. */
export interface Revocation {
  readonly jti: string;
  /** Seconds since 1970; `null` if it never expires. */
  readonly exp: number | null;
}

/** One answer or event of the feed. */
export interface RevocationPage {
  readonly cursor: string;
  readonly revocations: readonly Revocation[];
  /** Whether there is more to fetch at once. */
  readonly more: boolean;
}

const LONGEST_TEXT = 512;

/** @throws {Error} unless it is a page to the letter: a feed that is not understood counts as one that is down */
export function parseRevocationPage(text: string): RevocationPage {
  const page = parseJsonObject(text) ?? {};
  const cursor = ownMember(page, 'cursor');
  const list = ownMember(page, 'revocations');
  const more = ownMember(page, 'more') ?? false;
  if (!isShortText(cursor) || !Array.isArray(list) || typeof more !== 'boolean') {
    throw new Error('The answer is no page of revocations.');
  }
  return { cursor, revocations: (list as unknown[]).map(parseRevocation), more };
}

function parseRevocation(entry: unknown): Revocation {
  const jti = isJsonObject(entry) ? ownMember(entry, 'jti') : undefined;
  const exp = isJsonObject(entry) ? (ownMember(entry, 'exp') ?? null) : undefined;
  if (!isShortText(jti) || (exp !== null && typeof exp !== 'number')) throw new Error('A revocation is malformed.');
  return { jti, exp };
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
}
