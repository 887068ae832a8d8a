import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentRequest, servingWithoutContext } from '@portero/identity';
import { freshEmail, registerOwner, registerUser } from '../support/accounts/auth100-accounts';
import { CapturedLog, type LogLine } from '../support/service/captured-log';
import { send } from '../support/http/http-client';
import { startService, type TestService } from '../support/service/service';

const INFO = 30;
const WARN = 40;
const ERROR = 50;

describe('the request log', () => {
  const log = new CapturedLog();
  let service: TestService;
  let seen = 0;

  beforeAll(async () => {
    service = await startService({ REQUEST_TIMEOUT: '1' }, undefined, log.logger);
  });

  afterAll(async () => {
    await service.stop();
  });

  beforeEach(() => {
    seen = log.requests.length;
  });

  /** The lines of the requests of one spec, once there are so many. */
  async function lines(count: number): Promise<readonly LogLine[]> {
    const own = () => log.requests.slice(seen);
    await vi.waitFor(() => expect(own().length).toBeGreaterThanOrEqual(count), { timeout: 30_000, interval: 20 });
    return own();
  }

  it('has one line a request: its id, its method, the pattern of its route, and how it ended', async () => {
    const { headers } = await send(service.origin, 'GET', '/users/uuid/a367d66b-c695-43fc-bccd-f7964059d45c?owner=x');
    const found = await lines(1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      requestId: headers.get('x-request-id'),
      method: 'GET',
      route: '/users/uuid/:uuid',
      dialect: 'auth100',
      status: 404,
      milliseconds: expect.any(Number),
    });
    expect(Object.keys(found[0]!).sort()).toEqual(
      ['context', 'dialect', 'level', 'method', 'milliseconds', 'requestId', 'route', 'status', 'time'].sort(),
    );
  });

  it('has the severity of the status', async () => {
    await send(service.origin, 'GET', '/roles');
    await send(service.origin, 'GET', '/nowhere');
    await service.dataSource.query('ALTER TABLE owners RENAME TO owners_gone');
    await send(service.origin, 'GET', '/users?owner=a367d66b-c695-43fc-bccd-f7964059d45c');
    await service.dataSource.query('ALTER TABLE owners_gone RENAME TO owners');
    const found = await lines(3);
    expect(found.map(({ status, level }) => [status, level])).toEqual([
      [200, INFO],
      [404, WARN],
      [500, ERROR],
    ]);
  });

  it('names the request in every line that is written for it, also after its body was waited for', async () => {
    await service.dataSource.query('ALTER TABLE users RENAME TO users_gone');
    const json = { email: 'user@user.com', ownerUuid: 'bdd339af-b926-4215-94d6-29375773695d', password: 'Password123' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(service.origin, 'POST', '/auth/login', { json })),
    );
    await service.dataSource.query('ALTER TABLE users_gone RENAME TO users');
    await lines(5);
    for (const { headers, status } of answers) {
      expect(status).toBe(500);
      const own = log.lines.filter(({ requestId }) => requestId === headers.get('x-request-id'));
      expect(own.map(({ context }) => context).sort()).toEqual(['Failure', 'Request']);
    }
  });

  it('tells the core the id of the request, whose body came in pieces on a connection that others use', async () => {
    const owner = await registerOwner(service);
    await Promise.all(Array.from({ length: 10 }, () => registerUser(service, owner)));
    const { json } = await service.request('GET', '/owner/audit?event=user_created', { owner });
    const ids = (json.result as { requestId: string }[]).map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(10);
    const logged = (await lines(12)).map(({ requestId }) => requestId);
    expect(logged).toEqual(expect.arrayContaining(ids));
  });

  it('has a line for clients that disconnect before the answer', async () => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    socket.write(
      'POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"email"',
    );
    await delay(200);
    socket.destroy();
    const [line] = await lines(1);
    expect(line).toMatchObject({ method: 'POST', route: '/auth/login', aborted: true, level: WARN });
    expect(line).not.toHaveProperty('status');
  });

  it('has a line for a request that waited behind another one on a connection that was lost', async () => {
    const body = JSON.stringify({ email: freshEmail(), password: 'Password123', ownerUuid: randomUUID() });
    const slow = `POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const quick = 'OPTIONS /api/token/verify/ HTTP/1.1\r\nhost: localhost\r\n\r\n';
    await service.dataSource.transaction(async (manager) => {
      await manager.query('LOCK TABLE users, owners');
      const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
      socket.write(slow + quick + quick);
      const waiting = `SELECT count(*)::int AS count FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE NOT granted AND d.datname = current_database()`;
      await expect.poll(async () => (await manager.query(waiting))[0].count, { timeout: 20_000 }).toBeGreaterThan(0);
      socket.destroy();
      const found = await lines(3);
      expect(found.map(({ method, aborted }) => [method, aborted]).sort()).toEqual([
        ['OPTIONS', true],
        ['OPTIONS', true],
        ['POST', true],
      ]);
    });
    // None of them keeps the context of requests alive, which others would pay for.
    const isAlwaysKnown = Number.parseInt(process.versions.node, 10) >= 24;
    const origin = { requestId: 'x', from: null, provenOwnerId: null, provenClientId: null };
    await expect.poll(() => servingWithoutContext(origin, currentRequest) !== null).toBe(isAlwaysKnown);
  });

  it('has a line for clients that send their body too slowly', { timeout: 60_000 }, async () => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"email"',
    );
    await vi.waitFor(
      () =>
        expect(log.requests.slice(seen)).toContainEqual(
          expect.objectContaining({ route: '/auth/login', aborted: true }),
        ),
      { timeout: 20_000, interval: 50 },
    );
    socket.destroy();
    expect(log.requests.slice(seen)).toContainEqual(
      expect.objectContaining({ unreadable: 'ERR_HTTP_REQUEST_TIMEOUT' }),
    );
  });

  it('has a line for data that is not HTTP', async () => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    socket.write('HELLO\r\n\r\n');
    const [line] = await lines(1);
    expect(line).toMatchObject({ unreadable: expect.stringMatching(/^HPE_/u), level: WARN });
    socket.destroy();
  });

  it('has a line for broken percent-encodings, which reach no route', async () => {
    await send(service.origin, 'GET', '/users/%zz');
    const [line] = await lines(1);
    expect(line).toMatchObject({ method: 'GET', status: 400, level: WARN });
  });
});
