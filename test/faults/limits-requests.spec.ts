import { Limits, parseAddress } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { startService, type TestService } from '../support/service/service';

const LIMIT = 20;

/** What the limit of requests is about: it says when to come back, in the words of whoever was asked. */
const DIALECTS = [
  ['Auth100', 'GET', '/roles', { code: 'rate_limited' }],
  ['Koko', 'POST', '/api/login', { success: 0, data: null }],
  ['Bookker', 'POST', '/api/v1/login', { status: 429, path: '/api/v1/login' }],
  ['SimpleJWT', 'POST', '/api/token/', {}],
  ['Shoop', 'POST', '/api/v2/auth/login', { status: 0 }],
  ['no dialect', 'GET', '/nowhere', { code: 'rate_limited' }],
] as const;

describe('attack 20: the requests of an address', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ ...BEHIND_PROXY, LIMIT_REQUESTS: String(LIMIT) });
  });

  afterAll(async () => {
    await service.stop();
  });

  /** The statuses of so many requests, one after the other. */
  async function statuses(addresses: readonly string[]): Promise<number[]> {
    const answers: number[] = [];
    for (const address of addresses) answers.push((await callerFrom(service, address)('GET', '/roles')).status);
    return answers;
  }

  const exhaust = (address: string) => statuses(Array.from({ length: LIMIT }, () => address));

  it.each(DIALECTS)('are limited in the words of %s', async (_name, method, path, body) => {
    const address = freshAddress();
    await exhaust(address);
    const answer = await callerFrom(service, address)(method, path);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(answer.headers.get('ratelimit-policy')).toBe(`"requests";q=${LIMIT};w=60`);
    expect(answer.headers.get('ratelimit')).toBe(`"requests";r=0;t=${answer.headers.get('retry-after')}`);
    expect(answer.json).toMatchObject(body);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('tell a caller what is left once that is less than a tenth', async () => {
    const call = callerFrom(service, freshAddress());
    const told: (string | null)[] = [];
    for (let each = 0; each < LIMIT; each += 1) told.push((await call('GET', '/roles')).headers.get('ratelimit'));
    expect(told.slice(0, -2)).toEqual(Array(LIMIT - 2).fill(null));
    expect(told.slice(-2)).toEqual([
      expect.stringMatching(/^"requests";r=1;t=\d+$/u),
      expect.stringContaining(';r=0;'),
    ]);
  });

  it('are counted whatever comes of them, and do not touch other addresses', async () => {
    const address = freshAddress();
    for (let each = 0; each < LIMIT; each += 1) await callerFrom(service, address)('GET', '/nowhere');
    expect(await statuses([address, freshAddress()])).toEqual([429, 200]);
  });

  it('are one count for an IPv6 /64 and for every spelling', async () => {
    const spellings = ['2001:db8:1:2::1', '2001:DB8:1:2:0:0:0:1', '2001:db8:0001:0002::ffff', '[2001:db8:1:2::5]:4711'];
    await statuses(Array.from({ length: LIMIT }, (_, index) => spellings[index % spellings.length]!));
    expect(await statuses(['2001:db8:1:2:ffff::', '2001:db8:1:3::1'])).toEqual([429, 200]);
  });

  it('are one count for IPv4 and for IPv4 written as IPv6', async () => {
    const address = freshAddress();
    await exhaust(address);
    expect(await statuses([`::ffff:${address}`, `::FFFF:${address}`, `${address}:8080`])).toEqual([429, 429, 429]);
  });

  it('count for the nearest address that no trusted proxy has: what a client writes in front of it is not believed', async () => {
    const address = freshAddress();
    const forged = Array.from({ length: LIMIT }, () => `${freshAddress()}, ${address}`);
    await statuses(forged);
    expect(await statuses([`${freshAddress()}, ${address}`])).toEqual([429]);
  });

  it('of back ends and proxies have a budget of their own, which is larger and takes nothing from the other', async () => {
    const address = freshAddress();
    const caller = callerFrom(service, address);
    const asked = [
      ['GET', '/forward-auth', 401],
      ['GET', '/.well-known/jwks.json', 200],
      ['POST', '/oauth/introspect', 401],
    ] as const;
    for (let each = 0; each < LIMIT; each += 1)
      for (const [method, path, status] of asked) expect((await caller(method, path)).status).toBe(status);
    expect(await exhaust(address)).not.toContain(429);
    expect(await statuses([address])).toEqual([429]);
    for (const [method, path, status] of asked) expect((await caller(method, path)).status).toBe(status);
    expect((await caller('GET', '/oauth/nowhere')).status).toBe(429);
  });

  it('of back ends and proxies are limited too', async () => {
    const address = freshAddress();
    const limits = service.app.get(Limits);
    const { network } = parseAddress(address)!;
    for (let each = 0; each < 59_999; each += 1) limits.spendLater('back_end_requests', network);
    const caller = callerFrom(service, address);
    expect((await caller('GET', '/forward-auth')).status).toBe(401);
    for (const path of ['/forward-auth', '/.well-known/jwks.json', '/oauth/revocations']) {
      const answer = await caller('GET', path);
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([429, true]);
    }
    expect(await statuses([address])).toEqual([200]);
  });

  it('leave the probes alone', async () => {
    const address = freshAddress();
    await exhaust(address);
    const caller = callerFrom(service, address);
    expect([(await caller('GET', '/livez')).status, (await caller('GET', '/readyz')).status]).toEqual([200, 200]);
  });
});

describe('attack 20: X-Forwarded-For without TRUSTED_PROXIES', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ RATE_LIMITS: 'on', LIMIT_REQUESTS: String(LIMIT) });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is not believed: the connection tells where a request comes from', async () => {
    for (let each = 0; each < LIMIT; each += 1) await callerFrom(service, freshAddress())('GET', '/roles');
    expect((await callerFrom(service, freshAddress())('GET', '/roles')).status).toBe(429);
  });
});
