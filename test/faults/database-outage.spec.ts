import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import {
  PASSWORD,
  registerOwner,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.mjs';
import { startService, type TestService } from '../support/service/service';
import { atOnce, statuses } from './outcomes';

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';

describe.skipIf(SERVER === '')('a database server that goes away under requests', () => {
  let server: PostgresServer;
  let service: TestService;
  let owner: TestOwner;
  let user: TestUser;

  beforeAll(async () => {
    server = await startPostgres();
    // As many as log in here: the session that is refreshed at the end is the oldest.
    service = await startService({ DATABASE_URL: await server.createDatabase('outage'), SESSIONS_PER_USER: '10000' });
    owner = await registerOwner(service);
    user = await verifiedUser(service, owner);
  });

  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  const logIn = () =>
    service.request('POST', '/auth/login', { json: { email: user.email, ownerUuid: owner.uuid, password: PASSWORD } });

  const recovers = async (): Promise<void> => {
    for (let round = 0; round < 100; round += 1) {
      if ((await logIn()).status === 200) return;
      await delay(100);
    }
    throw new Error('No recovery within 10 s');
  };

  it.each(['kill', 'pause'] as const)(
    'is answered 503 with Retry-After while it lasts, and forgotten afterwards: %s',
    async (end) => {
      const outage = { over: false };
      const during: Promise<number[]> = (async () => {
        const seen: number[] = [];
        while (!outage.over) seen.push((await logIn()).status);
        return seen;
      })();
      await delay(100);
      await server[end]();
      const begun = performance.now();
      const answers = await atOnce(10, logIn);
      expect(performance.now() - begun).toBeLessThan(8_000);
      expect(statuses(answers)).toEqual({ 503: 10 });
      for (const { json, headers, text } of answers) {
        expect(json.code).toBe('unavailable');
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect(text).not.toMatch(/postgres|ECONN|127\.0\.0\.1/iu);
      }
      expect((await service.request('GET', '/livez')).status).toBe(200);
      expect((await service.request('GET', '/readyz')).status).toBe(503);
      outage.over = true;
      expect((await during).filter((status) => status !== 200 && status !== 503)).toEqual([]);
      await server.start();
      await recovers();
      expect((await service.request('GET', '/readyz')).status).toBe(200);
      const refreshed = await service.request('POST', '/auth/refresh', { json: { refreshToken: user.refreshToken } });
      expect(refreshed.status).toBe(200);
      user = { ...user, refreshToken: refreshed.json.result.refreshToken };
    },
    60_000,
  );
});
