/**
 * SQL for the time before which the tokens of a session have ended. It is a whole second if all tokens are older, so
 * that a reader who only has `iat` can compare; otherwise a millisecond. The query's rows must have `issued_at`.
 */
export function endOfIssue(now: string): string {
  return `CASE WHEN max(issued_at) < date_trunc('second', ${now}::timestamptz) THEN date_trunc('second', ${now}::timestamptz)
    ELSE greatest(${now}, max(issued_at) + interval '1 millisecond') END`;
}

/** To follow an insert into `revocations AS known`. A session has one entry; the update makes it visible to readers again. */
export const AS_ONE_ENTRY = `ON CONFLICT (token_id) DO UPDATE SET transaction_id = excluded.transaction_id,
    ended_before = greatest(known.ended_before, excluded.ended_before), expires_at = greatest(known.expires_at, excluded.expires_at)`;

/** SQL for whether an id is a UUID of version 7. The feed lists such tokens by their session's id (`isTimed`). */
export function isTimedColumn(column: string): string {
  return `(substr(${column}::text, 15, 1) = '7')`;
}
