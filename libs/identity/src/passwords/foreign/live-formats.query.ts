import { defineQuery } from '@portero/database';

/**
 * One hash of each foreign format that users of an owner still have. It takes one index step per format, however many
 * users there are.
 */
export const LIVE_FORMATS = defineQuery<{ readonly label: string; readonly sample: string }, [ownerId: number]>({
  name: 'live-foreign-formats',
  text: `
WITH RECURSIVE formats (label) AS (
  (SELECT foreign_hash FROM users WHERE owner_id = $1::int AND foreign_hash IS NOT NULL
   ORDER BY foreign_hash LIMIT 1)
  UNION ALL
  SELECT (SELECT u.foreign_hash FROM users u
          WHERE u.owner_id = $1::int AND u.foreign_hash IS NOT NULL AND u.foreign_hash > f.label
          ORDER BY u.foreign_hash LIMIT 1)
  FROM formats f WHERE f.label IS NOT NULL
)
SELECT f.label, s.password_hash AS sample
FROM formats f CROSS JOIN LATERAL (
  SELECT u.password_hash FROM users u WHERE u.owner_id = $1::int AND u.foreign_hash = f.label LIMIT 1
) s
WHERE s.password_hash IS NOT NULL`,
});
