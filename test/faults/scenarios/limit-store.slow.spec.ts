import { afterAll, beforeAll, describe, it } from 'vitest';
import { type RedisServer, startRedis } from '../../support/programs/redis';
import { systemProgram } from '../../support/programs/system-program';
import { BEHIND_PROXY } from '../../support/http/callers';
import { seconds } from '../harness/durations';
import { DOWN_THEN_UP, type Fault, playFault, type Told } from '../harness/play';
import { World } from '../harness/world';

const program = systemProgram('redis-server', 'redis-server');

/** The traffic of one owner from few machines is far above what one customer does. */
const WIDE = {
  LIMIT_REQUESTS: '1000000',
  LIMIT_SIGNUPS: '1000000',
  LIMIT_CODES: '1000000',
  LIMIT_OWNER_USERS: '10000000',
  LIMIT_OWNER_CODES: '10000000',
};

/** @param reason in the log */
function away(reason: string): Told {
  const log = new RegExp(`The store of the limits \\(Redis\\) does not answer \\((?:${reason})\\)`, 'u');
  return { log, metric: 'portero_limit_store_up', ...DOWN_THEN_UP };
}

describe.skipIf(program === null)('faults of the shared store of limits', () => {
  let redis: RedisServer;
  let world: World;

  beforeAll(async () => {
    redis = await startRedis(program!);
    world = await World.start({
      database: 'postgres',
      env: { ...BEHIND_PROXY, ...WIDE, LIMIT_STORE: 'redis', REDIS_URL: redis.url },
    });
  });

  afterAll(async () => {
    await world.stop();
    await redis.stop();
  });

  const limitMemory = async (bytes: string): Promise<void> => {
    await redis.command('CONFIG', 'SET', 'maxmemory', bytes);
  };

  const FAULTS: readonly Pick<Fault, 'name' | 'break' | 'told' | 'mend'>[] = [
    { name: 'redis-frozen', break: () => redis.freeze(), told: away('no answer in time'), mend: () => redis.thaw() },
    {
      name: 'redis-killed',
      break: () => redis.kill(),
      told: away('ECONNREFUSED|ECONNRESET|EPIPE|lost'),
      mend: () => redis.start(),
    },
    {
      name: 'redis-full',
      break: () => limitMemory('1'),
      told: away('OOM'),
      mend: () => limitMemory('0'),
    },
  ];

  it.each(FAULTS)('$name fails no request', async (fault) => {
    await playFault(world, { ...fault, holdMs: seconds(2, 15), readyz: 200, othersGoOn: true });
  });
});
