import { PublishedKeys } from '@portero/identity';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startService, type TestService } from '../support/service/service';

const PATH = '/.well-known/jwks.json';

describe('a route that answers without Nest', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  const ask = (method: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(service.origin + PATH, { method, headers });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  afterAll(() => service.stop());

  it.each([
    ['a promise that is rejected', () => Promise.reject(new Error('broken on purpose'))],
    [
      'an error that is thrown at once',
      () => {
        throw new Error('broken on purpose');
      },
    ],
  ])('answers %s like other routes, once, and goes on', async (_name, fail) => {
    vi.spyOn(service.app.get(PublishedKeys), 'all').mockImplementation(fail);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await ask(method);
      const { status, headers } = answer;
      expect([status, headers.get('content-type')]).toEqual([500, 'application/problem+json']);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).not.toContain('on purpose');
    }
    vi.restoreAllMocks();
    expect((await ask('GET')).status).toBe(200);
  });

  it('answers HEAD without a body, and 304 to those who have the answer', async () => {
    const { status, headers } = await ask('HEAD');
    expect(status).toBe(200);
    const known = await ask('GET', { 'if-none-match': headers.get('etag') ?? '' });
    expect([known.status, await known.text()]).toEqual([304, '']);
  });
});
