import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroProcess } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';
import type { Credential } from '../support/tokens/back-end';

const PATIENCE = { timeout: 300_000 };
const DEADLINE_MS = 120_000;

/** A command of another process needs a server: an embedded database serves one process. */
describe.runIf(process.env['TEST_DATABASE_URL'])('portero webhooks, beside the service', () => {
  const received: string[] = [];
  let status = 410;
  let receiver: Server;
  let portero: PorteroCommand;
  let service: TestService;
  let owner: Credential;
  let webhook: string;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      received.push(String(request.headers['webhook-id']));
      request.resume();
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const env = {
      DATABASE_URL: (await createTestDatabase()) ?? '',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    portero = porteroProcess(env);
    service = await startService(env);
    const words = ['owners', 'create', '--email', freshEmail(), '--name', 'The shop'];
    const made = await portero.json<{ owner: { uuid: string }; secret: string }>(words);
    owner = { uuid: made.owner.uuid, secret: made.secret };
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const hook = await service.request('POST', '/owner/webhooks', { owner, json: { url, events: ['user_created'] } });
    webhook = hook.json.result.webhookId;
  }, 600_000);

  afterAll(async () => {
    await service.stop();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const failures = async () =>
    (await service.request('GET', `/owner/webhooks/${webhook}/failures`, { owner })).json.result as unknown[];

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error('It did not come about');
      await delay(50);
    }
  }

  it('lists what was given up, and has the service send it again', PATIENCE, async () => {
    const json = { email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD };
    expect((await service.request('POST', '/users', { json, owner })).status).toBe(201);
    await until(async () => (await failures()).length === 1);

    const listed = await portero.json(['webhooks', 'failures', webhook, '--owner', owner.uuid]);
    expect(listed.failures).toMatchObject([{ event: 'user_created', attempts: 1, givenUpAt: expect.any(String) }]);
    const printed = await portero.run(['webhooks', 'failures', webhook, '--owner', owner.uuid]);
    expect([printed.exitCode, printed.out]).toEqual([0, expect.stringMatching(/user_created.*given up/u)]);

    status = 204;
    expect(await portero.json(['webhooks', 'resend', webhook, '--owner', owner.uuid])).toEqual({ resent: 1 });
    await until(() => Promise.resolve(received.length === 2));
    expect(received[1]).toBe(received[0]);
    await until(async () => (await failures()).length === 0);
    expect((await portero.run(['webhooks', 'failures', webhook, '--owner', owner.uuid])).out).toBe('Nothing failed.\n');
  });

  it('tells nothing of the webhook of another owner', PATIENCE, async () => {
    const words = ['owners', 'create', '--email', freshEmail(), '--name', 'Another'];
    const { owner: other } = await portero.json<{ owner: { uuid: string } }>(words);
    const refused = await portero.run(['webhooks', 'failures', webhook, '--owner', other.uuid]);
    expect([refused.exitCode, refused.out]).toEqual([1, '']);
  });
});
