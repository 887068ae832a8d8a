import { defineQuery } from '@portero/database';

/** A count, in the order of its key. */
export interface CountRow {
  readonly key: string;
  readonly used: number;
  /** Milliseconds until it expires; negative when it has. */
  readonly left: number;
}

const LEFT = `(extract(epoch FROM expires_at - now()) * 1000)::float8 AS "left"`;

/** The counts of these keys that have not expired. */
export const READ_COUNTS = defineQuery<CountRow, [keys: readonly string[]]>({
  name: 'read-limit-counts',
  text: `SELECT key, used, ${LEFT} FROM limit_counts WHERE key = ANY($1::text[]) AND expires_at > now()`,
});

const ASKED = `SELECT key, more, now() + make_interval(secs => seconds)
FROM unnest($1::text[], $2::int[], $3::int[]) AS asked (key, more, seconds) ORDER BY key`;

/** Adds to counts. The rows are locked in the order of their keys, so that two replicas never wait for each other. */
export const ADD_TO_COUNTS = defineQuery<
  CountRow,
  [keys: readonly string[], more: readonly number[], seconds: readonly number[]]
>({
  name: 'add-to-limit-counts',
  text: `
INSERT INTO limit_counts AS known (key, used, expires_at) ${ASKED}
ON CONFLICT (key) DO UPDATE SET
  used = CASE WHEN known.expires_at > now() THEN known.used + excluded.used ELSE excluded.used END,
  expires_at = CASE WHEN known.expires_at > now() THEN known.expires_at ELSE excluded.expires_at END
RETURNING key, used, ${LEFT}`,
});

/** Sets counts; with 0 they are forgotten. */
export const SET_COUNTS = defineQuery<
  CountRow,
  [keys: readonly string[], more: readonly number[], seconds: readonly number[]]
>({
  name: 'set-limit-counts',
  text: `
INSERT INTO limit_counts AS known (key, used, expires_at) ${ASKED}
ON CONFLICT (key) DO UPDATE SET used = excluded.used, expires_at = excluded.expires_at
RETURNING key, used, ${LEFT}`,
});
