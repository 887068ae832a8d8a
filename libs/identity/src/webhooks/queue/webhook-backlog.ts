import { WebhookDelivery } from '@portero/database';
import { type DataSource, IsNull } from 'typeorm';

/** Counts the deliveries of all processes that wait. */
export async function webhookBacklog(dataSource: DataSource): Promise<number> {
  return dataSource.getRepository(WebhookDelivery).countBy({ settledAt: IsNull() });
}
