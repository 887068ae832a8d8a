import { RedisCounts } from './redis-counts';
import { probeStore } from './store-health';

/** Whether the Redis of a URL takes counts of limits. @returns why not, without secrets; `null` when it does */
export async function probeLimitStore(url: string): Promise<string | null> {
  return probeStore(new RedisCounts(url));
}
