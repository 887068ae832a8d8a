import { FEED_START, invalidField, type RevocationCursor } from '@portero/identity';

const CURSOR = /^(?<transaction>\d{1,19})(?:_(?<token>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/u;

/** The greatest number that the column holds. */
const MOST = 2n ** 63n - 1n;

/** Puts a place in the feed on the wire. Readers take it for an opaque text. */
export function writeCursor({ transaction, tokenId }: RevocationCursor): string {
  return tokenId === null ? String(transaction) : `${transaction}_${tokenId}`;
}

/** Reads it again; nothing stands for the beginning. Throws `validation_failed`. */
export function readCursor(text: string | undefined): RevocationCursor {
  if (text === undefined) return FEED_START;
  const { transaction, token } = CURSOR.exec(text)?.groups ?? {};
  const number = transaction === undefined ? MOST + 1n : BigInt(transaction);
  if (number > MOST) throw invalidField('since', 'invalid_cursor', 'since must be a cursor of an earlier answer');
  return { transaction: number, tokenId: token ?? null };
}
