import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../testing/orders-demo.fixture';

describe('the page', () => {
  let demo: Demo;

  beforeAll(async () => (demo = await startDemo()));
  afterAll(() => demo.stop());

  it('runs its own scripts alone, and has nothing inline', async () => {
    const { status, headers, body } = await demo.send('GET', '/');
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    for (const each of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(each);
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|https?:/u);
    for (const [, url] of String(body).matchAll(/(?:src|href)="(?<url>[^"]+)"/gu))
      expect((await demo.send('GET', url!)).status).toBe(200);
  });

  it('is told the accounts and the dialects, and never the secret', async () => {
    const { body } = await demo.send('GET', '/page/setting');
    expect((body.dialects as { name: string }[]).map(({ name }) => name)).toEqual([
      'auth100',
      'koko',
      'bookker',
      'simplejwt',
      'shoop',
    ]);
    expect(body.accounts).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain(demo.issuer.secret);
  });
});
