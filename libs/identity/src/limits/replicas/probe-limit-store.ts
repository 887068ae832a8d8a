import { RedisCounts } from './redis-counts';
import { probeStore } from './store-health';

/** Whether the Redis of a URL can store counts of limits. @returns the reason why not, without secrets; `null` when it can */
export async function probeLimitStore(url: string): Promise<string | null> {
  return probeStore(new RedisCounts(url));
}
