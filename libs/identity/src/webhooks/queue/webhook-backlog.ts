import { WebhookDelivery } from '@portero/database';
import { type DataSource, IsNull } from 'typeorm';

/** The deliveries that wait, and since when the one is due that no sender has taken. */
export interface WebhookBacklog {
  readonly waiting: number;
  /** `null` when none is due. A delivery that failed is due later. */
  readonly dueSince: Date | null;
}

/** Counts the deliveries of all processes that wait. */
export async function webhookBacklog(dataSource: DataSource): Promise<number> {
  return dataSource.getRepository(WebhookDelivery).countBy({ settledAt: IsNull() });
}

/** The same, and how long senders have left them. */
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
