import { ServiceProcess } from '@portero/database';
import type { DataSource } from 'typeorm';
import { GONE_AFTER_SECONDS } from './presence.service';

/** A process of the service as it was last seen. */
export interface SeenProcess extends Omit<ServiceProcess, 'id'> {
  /** By the database's clock. */
  readonly seenSecondsAgo: number;
  /** It was not seen for a minute and did not stop in order. */
  readonly isGone: boolean;
}

/** Every process that was seen within a day and has not stopped in order, the oldest first. */
export async function runningProcesses(dataSource: DataSource): Promise<readonly SeenProcess[]> {
  const rows = await dataSource.getRepository(ServiceProcess).find({ order: { startedAt: 'ASC', id: 'ASC' } });
  const [clock] = await dataSource.query<readonly { now: Date }[]>('SELECT clock_timestamp() AS now');
  const now = new Date(clock?.now ?? Date.now()).getTime();
  return rows.map(({ id: _id, ...seen }) => {
    const seenSecondsAgo = Math.max(0, Math.round((now - seen.seenAt.getTime()) / 1000));
    return { ...seen, seenSecondsAgo, isGone: seenSecondsAgo > GONE_AFTER_SECONDS };
  });
}
