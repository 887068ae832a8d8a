import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WIRES } from '@auth/wires';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, registerOwner, type TestOwner } from '../support/accounts/auth100-accounts';
import { CapturedLog } from '../support/service/captured-log';
import { startService, type TestService } from '../support/service/service';

const BREACHED = 'ferrocarril1987';

describe('a password that is known from a breach', () => {
  const log = new CapturedLog();
  const asked: string[] = [];
  let isDown = false;
  let server: Server;
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    const digest = createHash('sha1').update(BREACHED).digest('hex').toUpperCase();
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(isDown ? 500 : 200).end(`${digest.slice(5)}:3\r\n${'0'.repeat(35)}:0\r\n`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { BREACHED_PASSWORDS: 'api', BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/` };
    service = await startService(env, WIRES, log.logger);
    owner = await registerOwner(service);
  });

  afterAll(async () => {
    await service.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const register = (password: string) =>
    service.request('POST', '/users', { json: { email: freshEmail(), ownerUuid: owner.uuid, password } });

  it('is refused where one is set, and another is taken', async () => {
    const refused = await register(BREACHED);
    expect([refused.status, refused.json.errors]).toEqual([
      400,
      [{ field: 'password', code: 'too_common', message: 'password is known from a data breach' }],
    ]);
    expect((await register('ferrocarril1987-no')).status).toBe(201);
    const json = { email: freshEmail(), password: BREACHED, name: 'shcode', id_location: 7 };
    expect((await service.request('POST', '/api/v2/auth/register', { json })).json.status).toBe(0);
    expect(asked.every((path) => /^\/range\/[0-9A-F]{5}$/u.test(path))).toBe(true);
  });

  it('is accepted while the service does not answer, with one log line without the password', async () => {
    isDown = true;
    service.clock.advance(3600);
    expect([(await register(BREACHED)).status, (await register(BREACHED)).status]).toEqual([201, 201]);
    const lines = log.lines.filter(({ context }) => context === 'BreachedPasswords');
    expect(lines.map(({ msg }) => msg)).toEqual(['New passwords are not looked up among breached ones (bad_status)']);
    expect(log.text).not.toContain(BREACHED);
  });
});
