import { createHash } from 'node:crypto';
import { parseEmail } from '../accounts/email-address';
import { secondsAfter } from '../clock';
import { REMEMBERED_SECONDS } from '../tokens/adopt-token.service';
import { derivedUuid } from '../tokens/legacy-format';
import { hashToken } from '../tokens/token-issuer.service';
import { RowError } from './import-row';
import { momentOf, type RawRow, textOf } from './read-value';

/** The row of a key as the database takes it. Column names are those of the statement. */
export interface KeyRow {
  readonly external_id: string | null;
  readonly email_key: string | null;
  /** The same value for a key and for its SHA-1, so that no key is imported twice. */
  readonly token_id: string;
  readonly session_id: string;
  /** In hex: the SHA-256 of the key, as for our own keys, or the SHA-1 that the row has. */
  readonly hash: string;
  readonly created_at: Date | null;
  readonly expires_at: Date;
  readonly remembered_until: Date;
}

/** A row and its first line in the file. */
export interface NumberedKey {
  readonly line: number;
  readonly row: KeyRow;
}

const KEY = /^[0-9a-f]{40}$/iu;

/**
 * Reads the row of a key. Throws `RowError`.
 * @param lifetimeSeconds how long a key without `expiresAt` works from now on
 */
export function readKeyRow(raw: RawRow, now: Date, lifetimeSeconds: number): KeyRow {
  const { sha1, hash } = hashesOf(raw);
  const createdAt = momentOf(raw, 'createdAt');
  const expiresAt = momentOf(raw, 'expiresAt') ?? secondsAfter(now, lifetimeSeconds);
  if (createdAt !== null && createdAt > now) throw new RowError('createdAt is in the future');
  if (expiresAt <= now) throw new RowError('the key has expired');
  const tokenId = derivedUuid('key', sha1);
  return {
    ...namesOf(raw),
    token_id: tokenId,
    session_id: derivedUuid('session', tokenId),
    hash,
    created_at: createdAt,
    expires_at: expiresAt,
    remembered_until: secondsAfter(expiresAt, REMEMBERED_SECONDS),
  };
}

function namesOf(raw: RawRow): Pick<KeyRow, 'external_id' | 'email_key'> {
  const [externalId, emailText] = [textOf(raw, 'externalId', 200), textOf(raw, 'email', 320)];
  const email = emailText === null ? null : parseEmail(emailText);
  if (emailText !== null && email === null) throw new RowError('email is not an e-mail address');
  if (externalId === null && email === null) throw new RowError('neither externalId nor email is given');
  return { external_id: externalId, email_key: email?.key ?? null };
}

function hashesOf(raw: RawRow): { readonly sha1: string; readonly hash: string } {
  const [key, told] = [digitsOf(raw, 'key'), digitsOf(raw, 'keySha1')?.toLowerCase() ?? null];
  if (key === null && told === null) throw new RowError('neither key nor keySha1 is given');
  if (key === null) return { sha1: told ?? '', hash: told ?? '' };
  const sha1 = createHash('sha1').update(key).digest('hex');
  if (told !== null && told !== sha1) throw new RowError('keySha1 is not that of key');
  return { sha1, hash: hashToken(key).toString('hex') };
}

/** YAML and spreadsheets convert digits into numbers, which lose digits. Only text is accepted. */
function digitsOf(raw: RawRow, field: string): string | null {
  const text = textOf(raw, field, 200);
  if (text !== null && (typeof raw[field] !== 'string' || !KEY.test(text)))
    throw new RowError(`${field} is not 40 hex digits`);
  return text;
}
