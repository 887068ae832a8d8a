import { connect } from 'node:net';
import { HashQueue } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { startService, type TestService } from '../support/service/service';
import { atOnce, statuses } from './outcomes';

/** What production runs with: one hash takes long enough to queue behind. */
const REALISTIC = { ARGON2_MEMORY_KIB: '19456', ARGON2_TIME: '2', HASH_CONCURRENCY: '1', HASH_QUEUE_LIMIT: '2' };

describe('a flood of log-ins', () => {
  let service: TestService;
  let owner: TestOwner;
  let email: string;

  beforeAll(async () => {
    service = await startService(REALISTIC);
    owner = await registerOwner(service);
    ({ email } = await verifiedUser(service, owner));
  });

  afterAll(async () => {
    await service.stop();
  });

  const logIn = (name: string, password = PASSWORD) =>
    service.request('POST', '/auth/login', { json: { email: name, ownerUuid: owner.uuid, password } });

  it('gets 503 with Retry-After once the queue is full; waiting requests succeed, and none hangs', async () => {
    const answers = await atOnce(30, () => logIn(email));
    const counts = statuses(answers);
    expect(Object.keys(counts).sort()).toEqual(['200', '503']);
    expect(counts[200]).toBeGreaterThanOrEqual(3);
    expect(counts[503]).toBeGreaterThanOrEqual(10);
    for (const busy of answers.filter(({ status }) => status === 503)) {
      expect([busy.mediaType, busy.json.code]).toEqual(['application/problem+json', 'busy']);
      expect(Number(busy.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await logIn(email)).status).toBe(200);
  });

  it('does not affect requests that need no hash', async () => {
    const state = { running: true };
    const flood = atOnce(30, () => logIn(email)).finally(() => (state.running = false));
    const seen: number[] = [];
    while (state.running && seen.length < 60) {
      for (const path of ['/livez', '/roles', `/users?owner=${owner.uuid}`])
        seen.push((await service.request('GET', path)).status);
    }
    await flood;
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen)).toEqual(new Set([200]));
  });

  it('also refuses registrations and changes of passwords, and their codes stay valid', async () => {
    const user = await registerUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const code: string = (await service.request('POST', '/users/request-change-password', { json: name })).json.result
      .verificationCodePassword;
    const change = () =>
      service.request('PUT', '/users/change-password', {
        json: { ...name, verificationCodePassword: code, password: 'Another-1' },
      });
    const flood = atOnce(20, () => logIn(email));
    const tries = [await change()];
    await flood;
    while (tries.at(-1)?.status === 503 && tries.length < 5) tries.push(await change());
    expect(tries.at(-1)?.status).toBe(200);
  });

  it('costs as much for an unknown account as for an existing one', async () => {
    const milliseconds = async (name: string): Promise<number> => {
      const begun = performance.now();
      expect((await logIn(name, 'wrong-password')).status).toBeGreaterThanOrEqual(401);
      return performance.now() - begun;
    };
    const [ofKnown, ofUnknown]: [number[], number[]] = [[], []];
    await logIn(freshEmail());
    // In turn, so that other work on the machine slows both.
    for (let round = 0; round < 11; round += 1) {
      ofKnown.push(await milliseconds(email));
      ofUnknown.push(await milliseconds(freshEmail()));
    }
    const middle = (times: number[]): number => times.sort((a, b) => a - b)[5] ?? 0;
    const [known, unknown] = [middle(ofKnown), middle(ofUnknown)];
    const strangers = await service.request('POST', '/auth/login', {
      json: { email, ownerUuid: '11111111-1111-4111-8111-111111111111', password: 'x' },
    });
    expect(strangers.status).toBe(404);
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });
});

describe('clients that disconnect while their log-ins wait', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      ...REALISTIC,
      ARGON2_MEMORY_KIB: '131072',
      ARGON2_TIME: '4',
      HASH_QUEUE_LIMIT: '20',
    });
  });

  afterAll(async () => {
    await service.stop();
  });

  const hashes = async () => {
    const { text } = await service.request('GET', '/metrics');
    return Number(/^portero_password_hash_seconds_count (\d+)$/mu.exec(text)?.[1]);
  };

  it('cost no hash, and nobody waits for them', async () => {
    const owner = await registerOwner(service);
    const queue = service.app.get(HashQueue);
    const before = await hashes();
    const port = Number(new URL(service.origin).port);
    const json = JSON.stringify({ email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD });
    const sockets = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    for (const socket of sockets)
      socket.write(
        `POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
      );
    await expect.poll(() => queue.waiting, { interval: 5 }).toBe(7);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => queue.waiting).toBe(0);
    const answer = await service.request('POST', '/auth/login', { json: JSON.parse(json) as object });
    expect(answer.status).toBe(404);
    // The one that ran already, and the last one.
    expect(await hashes()).toBe(before + 2);
  });
});
