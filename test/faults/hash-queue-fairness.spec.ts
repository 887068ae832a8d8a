import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { BEHIND_PROXY, callerFrom } from '../support/http/callers';
import { startService, type TestService } from '../support/service/service';
import { atOnce, statuses } from './outcomes';

/** A hash takes some 20 ms, and one runs at a time: what waits behind a flood is seen by its time. */
const REALISTIC = {
  ...BEHIND_PROXY,
  ...{ ARGON2_MEMORY_KIB: '19456', ARGON2_TIME: '2', HASH_CONCURRENCY: '1', HASH_QUEUE_LIMIT: '32' },
};

/** More than the queue holds. */
const FLOOD = 60;

/** Sources of a flood. */
const FLOODS: Readonly<Record<string, (index: number) => string>> = {
  'one IPv4 address': () => '203.0.113.9',
  'one IPv6 /64': (index) => `2001:db8:1:1::${index.toString(16)}`,
  'every /64 of one IPv6 /48': (index) => `2001:db8:2:${(index * 97).toString(16)}::1`,
  'as many IPv4 addresses at one owner': (index) => `203.0.113.${index + 1}`,
};

describe('attack 42: a flood of log-ins that fills the hash queue', () => {
  let service: TestService;
  const owners: TestOwner[] = [];
  const emails: string[] = [];

  beforeAll(async () => {
    service = await startService(REALISTIC);
    for (let index = 0; index < 2; index += 1) {
      const owner = await registerOwner(service);
      owners.push(owner);
      emails.push((await verifiedUser(service, owner)).email);
    }
  });

  afterAll(async () => {
    await service.stop();
  });

  const logIn = (from: string, index: number) =>
    callerFrom(service, from)('POST', '/auth/login', {
      json: { email: emails[index], ownerUuid: owners[index]?.uuid, password: PASSWORD },
    });

  it.each(Object.keys(FLOODS))('from %s refuses and delays no log-in at another owner', async (name) => {
    const from = FLOODS[name] as (index: number) => string;
    const state = { running: true };
    const flood = atOnce(FLOOD, (index) => logIn(from(index), 0)).finally(() => (state.running = false));
    const seen: number[] = [];
    const times: number[] = [];
    const begunFlood = performance.now();
    for (let each = 0; each < 5; each += 1) {
      const begun = performance.now();
      seen.push((await logIn('198.51.100.77', 1)).status);
      if (state.running) times.push(performance.now() - begun);
    }
    const answers = await flood;
    const lasted = performance.now() - begunFlood;
    expect(new Set(seen)).toEqual(new Set([200]));
    expect(statuses(answers)[503]).toBeGreaterThan(10);
    // Behind the flood each would take as long as all of it.
    expect(Math.min(...times)).toBeLessThan(lasted / 2);
  });
});
