import { ServiceState } from '@portero/database';
import type { DataSource, EntityManager } from 'typeorm';

/** A complete run of the sweeper, of any replica. */
export interface LastSweep {
  /** When it ended. */
  readonly at: Date;
  /** How many rows it deleted. */
  readonly rows: number;
  readonly seconds: number;
}

const NAME = 'last_sweep';

/** Records the run that has just ended. */
export async function writeLastSweep(manager: EntityManager, { at, rows, seconds }: LastSweep): Promise<void> {
  await manager.query(
    `INSERT INTO service_state (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [NAME, JSON.stringify({ at, rows, seconds })],
  );
}

/** The last complete run; `null` before the first. */
export async function readLastSweep(dataSource: DataSource): Promise<LastSweep | null> {
  const row = await dataSource.getRepository(ServiceState).findOneBy({ name: NAME });
  if (row === null) return null;
  const { at, rows, seconds } = JSON.parse(row.value) as { at: string; rows: number; seconds: number };
  return { at: new Date(at), rows, seconds };
}
