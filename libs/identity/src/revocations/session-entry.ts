/**
 * Where a moment of issue falls behind those of the ended tokens: the whole second if all are older, so that a reader who
 * knows only `iat` tells them apart; otherwise the millisecond. For a query whose rows have `issued_at`.
 */
export function endOfIssue(now: string): string {
  return `CASE WHEN max(issued_at) < date_trunc('second', ${now}::timestamptz) THEN date_trunc('second', ${now}::timestamptz)
    ELSE greatest(${now}, max(issued_at) + interval '1 millisecond') END`;
}

/** Behind an insert into `revocations AS known`: a session has one entry, which moves to where readers see it again. */
export const AS_ONE_ENTRY = `ON CONFLICT (token_id) DO UPDATE SET transaction_id = excluded.transaction_id,
    ended_before = greatest(known.ended_before, excluded.ended_before), expires_at = greatest(known.expires_at, excluded.expires_at)`;

/** Whether an id is a UUID of version 7: the end of its token is told by the session's id (`isTimed`). */
export function isTimedColumn(column: string): string {
  return `(substr(${column}::text, 15, 1) = '7')`;
}
