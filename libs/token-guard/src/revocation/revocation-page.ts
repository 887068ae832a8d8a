import { isJsonObject, ownMember, parseJsonObject } from '../token/json-object.js';

/** One revoked token. */
export interface Revocation {
  readonly jti: string;
  /** Seconds since 1970; `null` if it never expires. */
  readonly exp: number | null;
}

/** The tokens of a session that were issued before a moment. */
export interface SessionRevocation {
  /** The session, without dashes. */
  readonly sid: string;
  /** Seconds since 1970, to the millisecond. */
  readonly before: number;
  /** Seconds since 1970 when the last of them expires; `null` for never. */
  readonly exp: number | null;
}

/** One answer or event of the feed. */
export interface RevocationPage {
  readonly cursor: string;
  readonly revocations: readonly (Revocation | SessionRevocation)[];
  /** Whether there is another page now. */
  readonly more: boolean;
}

const LONGEST_TEXT = 512;

/** @throws {Error} unless the page is strictly valid: an invalid feed counts as down */
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

function parseRevocation(entry: unknown): Revocation | SessionRevocation {
  const members = isJsonObject(entry) ? entry : {};
  const [jti, sid] = [ownMember(members, 'jti'), ownMember(members, 'sid')];
  const [before, exp] = [ownMember(members, 'before'), ownMember(members, 'exp') ?? null];
  if (exp === null || typeof exp === 'number') {
    if (isShortText(jti)) return { jti, exp };
    if (isShortText(sid) && typeof before === 'number') return { sid, before, exp };
  }
  throw new Error('A revocation is malformed.');
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
}
