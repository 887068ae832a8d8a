import type { DataSource } from 'typeorm';

/** The number of open sessions, as estimated by PostgreSQL's planner, because counting would read the whole table. */
export async function estimateOpenSessions(dataSource: DataSource, now: Date): Promise<number> {
  const [row] = await dataSource.query<readonly { 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }[]>(
    `EXPLAIN (FORMAT JSON) SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > '${now.toISOString()}'`,
  );
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
