import type { DataSource } from 'typeorm';

/** How many sessions are open, as the planner of PostgreSQL estimates: counting would read the whole table. */
export async function estimateOpenSessions(dataSource: DataSource, now: Date): Promise<number> {
  const [row] = await dataSource.query<readonly { 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }[]>(
    `EXPLAIN (FORMAT JSON) SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > '${now.toISOString()}'`,
  );
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
