import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { startService, type TestService } from '../support/service/service';

describe('attack 15: headers that name a host', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ ALLOWED_HOSTS: 'evil.example' });
  });

  afterAll(async () => {
    await service.stop();
  });

  it.each([
    ['Host', { host: 'evil.example' }],
    [
      'X-Forwarded-Host',
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', 'x-forwarded-port': '1' },
    ],
    ['Forwarded', { forwarded: 'for=1.2.3.4;host=evil.example;proto=http' }],
    ['X-Original-URL', { 'x-original-url': '/evil.example', 'x-rewrite-url': '/evil.example' }],
  ])('never reach an answer: %s', async (_name, headers) => {
    const owner = await registerOwner(service);
    for (let count = 0; count < 2; count += 1) await verifiedUser(service, owner);
    const page = await service.request('GET', `/users?owner=${owner.uuid}&limit=1`, { headers });
    expect(page.status).toBe(200);
    expect(page.headers.get('link')).toMatch(/^<\/users\?/u);
    for (const path of ['/', '/openapi.json', '/docs', '/nothing']) {
      const { text, headers: answered } = await service.request('GET', path, {
        headers: { ...headers, accept: 'application/json' },
      });
      expect(text).not.toContain('evil.example');
      expect([...answered.values()].join()).not.toContain('evil.example');
    }
  });
});
