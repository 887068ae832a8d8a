import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, type Person, startDemo } from '../testing/orders-demo.fixture';

describe('a failure', () => {
  let demo: Demo;
  let buyer: Person;

  beforeAll(async () => {
    demo = await startDemo();
    buyer = demo.person('BUYER');
  });
  afterAll(() => demo.stop());

  it.each([
    ['a token is missing', 'GET', '/orders', undefined, 401, 'missing_token'],
    ['nothing is there', 'GET', '/nowhere', undefined, 404, 'not_found'],
    ['a path cannot be decoded', 'GET', '/%zz', undefined, 400, 'malformed_request'],
    ['the page has no such file', 'GET', '/page/..%2fpage-files.js', undefined, 404, 'not_found'],
    ['a body is no JSON', 'POST', '/sessions', '{', 400, 'malformed_request'],
    ['a body is too large', 'POST', '/sessions', `"${'x'.repeat(40_000)}"`, 413, 'payload_too_large'],
    ['a dialect is unknown', 'POST', '/sessions', '{"dialect":"latin"}', 400, 'validation_failed'],
  ] as const)('is a problem document with a code when %s', async (_, method, url, payload, status, code) => {
    const answer = await demo.send(method, url, null, payload);
    expect([answer.status, answer.body.status, answer.body.code]).toEqual([status, status, code]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/u);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.(ts|js):/u);
  });

  it('of a token keeps its challenge, and one of the issuer says when to try again', async () => {
    const { headers } = await demo.send('GET', '/orders', { id: '', token: 'a.b.c' });
    expect(headers['www-authenticate']).toContain('Bearer realm="orders", error="invalid_token"');
    demo.issuer.misbehave('introspection', 'error');
    const asked = await demo.send('GET', '/orders', { id: '', token: 'f'.repeat(40) });
    demo.issuer.misbehave('introspection', undefined);
    expect([asked.status, asked.body.code]).toEqual([503, 'introspection_unavailable']);
    expect(Number(asked.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('of Portero at a log-in is a 503 that says when to try again', async () => {
    const login = { dialect: 'koko', email: 'a@example.com', password: 'x' };
    await demo.issuer.stop();
    const { status, headers, body } = await demo.send('POST', '/sessions', null, login);
    await demo.issuer.start();
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'portero_unavailable', '2']);
  });

  it('of the database is a 503 that says when to try again, and the probe says so too', async () => {
    expect((await demo.send('GET', '/readyz')).status).toBe(200);
    await demo.dataSource.destroy();
    const { status, headers, body } = await demo.send('GET', '/orders', buyer);
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'database_unavailable', '2']);
    const probe = await demo.send('GET', '/readyz');
    expect([probe.status, probe.body.database]).toEqual([503, 'down']);
    expect((await demo.send('GET', '/livez')).status).toBe(200);
  });
});
