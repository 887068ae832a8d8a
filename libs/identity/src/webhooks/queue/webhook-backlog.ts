import { WebhookDelivery } from '@portero/database';
import { type DataSource, IsNull } from 'typeorm';

/** The number of waiting deliveries, and the due time of the oldest one that no sender has claimed. */
export interface WebhookBacklog {
  readonly waiting: number;
  /** `null` when none is due. A delivery that failed is due later. */
  readonly dueSince: Date | null;
}

/** Counts the waiting deliveries of all processes. */
export async function webhookBacklog(dataSource: DataSource): Promise<number> {
  return dataSource.getRepository(WebhookDelivery).countBy({ settledAt: IsNull() });
}

/** The same, with the time that the oldest due delivery has waited for a sender. */
export async function webhookQueueState(dataSource: DataSource, now: Date): Promise<WebhookBacklog> {
  const [first] = await dataSource.getRepository(WebhookDelivery).find({
    select: { nextAttemptAt: true },
    where: { settledAt: IsNull() },
    order: { nextAttemptAt: 'ASC' },
    take: 1,
  });
  const dueSince = first !== undefined && first.nextAttemptAt <= now ? first.nextAttemptAt : null;
  return { waiting: await webhookBacklog(dataSource), dueSince };
}
