import { setTimeout as delay } from 'node:timers/promises';
import { LimitStoreState } from '@portero/identity';
import { WIRES } from '@auth/wires';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RedisCounts } from '@libs/identity/src/limits/replicas/redis-counts';
import { SERVER_URL } from '@libs/database/testing/scratch-database';
import { PASSWORD, registerOwner, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { guess, type GuessedAccount, lock, logIn, PER_NETWORK, WRONG } from '../support/accounts/password-guesses';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { type RedisServer, startRedis } from '../support/programs/redis';
import { systemProgram } from '../support/programs/system-program';
import { CapturedLog } from '../support/service/captured-log';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const program = systemProgram('redis-server', 'redis-server');

/** Generous, because this machine may be busy: what counts is that a store that never answers is not waited for. */
const PROMPT_MS = 5000;
const WAIT_MS = 1000;

/** Keeps Redis busy for four seconds; after five it would answer others that it is busy. */
const BUSY_SCRIPT = `
local function now() local time = redis.call('TIME') return time[1] * 1000 + time[2] / 1000 end
local start = now()
while now() - start < 4000 do end
return 1`;

describe.skipIf(program === null || SERVER_URL === null)('limits of two replicas in one Redis', () => {
  const log = new CapturedLog();
  let redis: RedisServer;
  let a: TestService;
  let b: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    redis = await startRedis(program!);
    const env = {
      ...BEHIND_PROXY,
      LIMIT_STORE: 'redis',
      REDIS_URL: redis.url,
      LIMIT_STORE_TIMEOUT: String(WAIT_MS),
      MASTER_KEY: HARDENED_ENV['MASTER_KEY']!,
    };
    a = await startService(env, WIRES, log.logger);
    const { database } = a.settings;
    const sameDatabase = { DATABASE_URL: database.kind === 'server' ? database.url : '' };
    b = await startService({ ...env, ...sameDatabase }, WIRES, log.logger);
    owner = await registerOwner(a);
  });

  afterAll(async () => {
    await a.stop();
    await b.stop();
    await redis.stop();
  });

  afterEach(async () => {
    for (const replica of [a, b])
      await expect.poll(() => replica.app.get(LimitStoreState).isUp, { timeout: 30_000 }).toBe(true);
  });

  const newLogin = async (): Promise<GuessedAccount> => ({
    ownerUuid: owner.uuid,
    email: (await verifiedUser(a, owner)).email,
  });
  /** What both said of the store. */
  const told = () => log.lines.filter(({ context }) => context === 'Limits').map(({ msg }) => String(msg));
  const up = async () => {
    const { text } = await a.request('GET', '/metrics');
    return /^portero_limit_store_up (\d)$/mu.exec(text)?.[1];
  };

  /** The statuses of guesses while the store is away, none of which may hang. */
  async function guessPromptly(replica: TestService, login: GuessedAccount, times: number, address: string) {
    const begun = performance.now();
    const statuses = await guess(replica, login, times, address);
    expect(performance.now() - begun).toBeLessThan(PROMPT_MS);
    return statuses;
  }

  it('wrong passwords and locks hold over both, and every key expires', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    for (let each = 0; each < PER_NETWORK; each += 1)
      expect(await guess(each % 2 === 0 ? a : b, login, 1, address)).toEqual([401]);
    for (const replica of [a, b]) expect((await logIn(replica, login, PASSWORD, address)).status).toBe(429);
    const other = await newLogin();
    await lock(a, other);
    expect((await logIn(b, other, PASSWORD, freshAddress())).status).toBe(429);
    const keys = (await redis.command('KEYS', 'portero:limits:*')) as readonly string[];
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.join()).not.toContain(login.email);
    for (const key of keys) expect(await redis.command('PTTL', key)).toBeGreaterThan(0);
  });

  it('parallel guesses at both are counted one by one', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const guesses = Array.from({ length: 30 }, (_, index) => guess(index % 2 === 0 ? a : b, login, 1, address));
    const statuses = (await Promise.all(guesses)).flat();
    expect(statuses.filter((status) => status === 401)).toHaveLength(PER_NETWORK);
  });

  it.each([
    [
      'frozen',
      async () => {
        redis.freeze();
        await delay(0);
      },
      async () => {
        redis.thaw();
        await delay(0);
      },
      'no answer in time',
    ],
    ['killed', () => redis.kill(), () => redis.start(), 'lost|ECONNREFUSED|ECONNRESET|EPIPE'],
    [
      'full',
      async () => {
        await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
        await redis.command('CONFIG', 'SET', 'maxmemory', '1');
      },
      () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
      'OOM',
    ],
  ] as const)(
    'a store that is %s: each replica counts alone at once, and together when it is back',
    async (_name, begin, end, reason) => {
      const [login, address] = [await newLogin(), freshAddress()];
      expect(await guess(a, login, 4, address)).toEqual(Array(4).fill(401));
      const before = told().length;
      await begin();
      try {
        // Four were counted before, so six are left: nothing is forgotten.
        expect(await guessPromptly(a, login, 7, address)).toEqual([...Array<number>(6).fill(401), 429]);
        expect((await logIn(a, login, PASSWORD, address)).status).toBe(429);
        expect((await logIn(a, login, PASSWORD, freshAddress())).status).toBe(200);
        expect(await up()).toBe('0');
      } finally {
        await end();
      }
      await expect.poll(up, { timeout: 30_000 }).toBe('1');
      await expect.poll(() => b.app.get(LimitStoreState).isUp, { timeout: 30_000 }).toBe(true);
      // A line of each that noticed, and one when it is back.
      const lines = told().slice(before);
      const away = lines.filter((line) => /Redis\) does not answer/u.test(line));
      for (const line of away) expect(line).toMatch(new RegExp(`does not answer \\((?:${reason})\\)`, 'u'));
      expect(away.length).toBeGreaterThanOrEqual(1);
      expect(away.length).toBeLessThanOrEqual(2);
      expect(lines.filter((line) => line === 'The limits are shared through Redis')).toHaveLength(away.length);
      // What was counted alone is told when the store is back.
      await expect
        .poll(async () => (await logIn(b, login, WRONG, address)).status, { timeout: 15_000, interval: 300 })
        .toBe(429);
    },
  );

  it('a lost connection fails as lost, whatever the client says of it', async () => {
    const counts = new RedisCounts(redis.url);
    await counts.open();
    const failures = new Set<unknown>();
    let isOver = false;
    const traffic = async (): Promise<void> => {
      while (!isOver) {
        const operation = { id: 'lost', kind: 'add', more: 1, seconds: 10 } as const;
        void counts.run('add', [operation]).catch((error: unknown) => failures.add(String(error)));
        await new Promise(setImmediate);
      }
    };
    const sending = traffic();
    await delay(50);
    await redis.kill();
    await delay(50);
    isOver = true;
    await sending;
    counts.drop();
    await redis.start();
    expect([...failures].filter((failure) => !/EPIPE|ECONNRESET/u.test(String(failure)))).toEqual(['Error: lost']);
  });

  it('a store that is slow is waited for once', async () => {
    const address = freshAddress();
    // Nothing else is answered meanwhile.
    const busy = redis.command('EVAL', BUSY_SCRIPT, '0');
    await delay(200);
    const login = { ownerUuid: owner.uuid, email: 'nobody@example.com' };
    expect((await logIn(a, login, WRONG, address)).status).toBe(404);
    expect(await up()).toBe('0');
    const begun = performance.now();
    for (let each = 0; each < 5; each += 1) expect((await logIn(a, login, WRONG, address)).status).toBe(404);
    // Less than five times what one request may wait.
    expect(performance.now() - begun).toBeLessThan(5 * WAIT_MS);
    expect((await callerFrom(a, address)('GET', '/roles')).status).toBe(200);
    await busy;
  });
});
