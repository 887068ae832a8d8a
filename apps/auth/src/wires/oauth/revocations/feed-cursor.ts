import { UUID_PATTERN } from '@portero/config';
import { FEED_START, invalidField, type RevocationCursor, shortened, type Snapshot } from '@portero/identity';

const NUMBER = '[0-9a-z]{1,13}';

/**
 * The maximum number of running transactions in a cursor, which keeps it below 512 characters. Others are treated as
 * unseen.
 */
const MOST_RUNNING = 16;
const SNAPSHOT = `${NUMBER}(?:\\.${NUMBER}){0,${MOST_RUNNING}}`;

const CURSOR = new RegExp(
  `^v2~(?<seen>${SNAPSHOT})(?:~(?<until>${SNAPSHOT})~(?<transaction>${NUMBER})_(?<token>${UUID_PATTERN}))?$`,
  'u',
);

/** Cursors of the first release: everything before a transaction, and of that one the tokens up to one. */
const OLD_CURSOR = new RegExp(`^(?<transaction>\\d{1,19})(?:_(?<token>${UUID_PATTERN}))?$`, 'u');

/** The greatest number that the column holds. */
const MOST = 2n ** 63n - 1n;

/** Encodes a position in the feed. For readers it is an opaque text. */
export function writeCursor({ seen, pass }: RevocationCursor): string {
  const text = `v2~${writeSnapshot(seen)}`;
  if (pass === null) return text;
  const { transaction, tokenId } = pass.after;
  return `${text}~${writeSnapshot(pass.until)}~${transaction.toString(36)}_${tokenId}`;
}

/** Decodes it; absent means the beginning. Throws `validation_failed`. */
export function readCursor(text: string | undefined): RevocationCursor {
  if (text === undefined) return FEED_START;
  const cursor = readNew(text) ?? readOld(text);
  if (cursor === null) throw invalidField('since', 'invalid_cursor', 'since must be a cursor of an earlier answer');
  return cursor;
}

function readNew(text: string): RevocationCursor | null {
  const groups = CURSOR.exec(text)?.groups;
  if (!groups) return null;
  const seen = readSnapshot(groups['seen'] ?? '');
  if (groups['until'] === undefined) return seen && { seen, pass: null };
  const until = readSnapshot(groups['until']);
  const transaction = readNumber(groups['transaction'] ?? '');
  if (seen === null || until === null || transaction > MOST) return null;
  return { seen, pass: { until, after: { transaction, tokenId: groups['token'] ?? '' } } };
}

function readOld(text: string): RevocationCursor | null {
  const groups = OLD_CURSOR.exec(text)?.groups;
  const transaction = BigInt(groups?.['transaction'] ?? MOST + 1n);
  if (transaction > MOST) return null;
  const seen = { xmax: transaction, running: [] };
  const tokenId = groups?.['token'];
  return { seen, pass: tokenId === undefined ? null : { until: seen, after: { transaction, tokenId } } };
}

/** The running transactions as differences from `xmax`, which are short numbers. */
function writeSnapshot(snapshot: Snapshot): string {
  const { xmax, running } = shortened(snapshot, MOST_RUNNING);
  return [xmax, ...running.map((each) => xmax - each)].map((each) => each.toString(36)).join('.');
}

function readSnapshot(text: string): Snapshot | null {
  const [xmax = 0n, ...below] = text.split('.').map(readNumber);
  if (xmax > MOST || below.some((each) => each > xmax)) return null;
  return { xmax, running: below.map((each) => xmax - each) };
}

function readNumber(text: string): bigint {
  return Array.from(text).reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}
