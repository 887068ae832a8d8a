import { describe, expect, it } from 'vitest';
import { routesOf } from '../architecture/route-inventory';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { sharedService } from '../support/service/service';

const EVIL = 'https://evil.example/taken';

/** Whatever some service somewhere takes for where to go, or whom to call, next. */
const TARGETS = [
  ...['redirect_uri', 'redirect', 'redirect_to', 'return_to', 'returnTo', 'next', 'url', 'continue', 'target', 'dest'],
  ...[
    'callback',
    'callback_url',
    'webhook',
    'webhook_url',
    'hook',
    'notify_url',
    'post_logout_redirect_uri',
    'jwks_uri',
  ],
];

describe('attack 31: hosts and URLs in a request', () => {
  it.each(['documented', 'hardened'] as const)('leads nobody anywhere, at any route (%s)', async (mode) => {
    const service = await sharedService(mode);
    const named = Object.fromEntries(TARGETS.map((name) => [name, EVIL]));
    const query = new URLSearchParams(named).toString();
    for (const { method, path } of routesOf(service)) {
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { json: named } : {};
      const at = `${path.replaceAll(/:[a-zA-Z]+/gu, '0')}?${query}`;
      const { status, headers } = await service.request(method, at, body);
      expect([method, path, Math.floor(status / 100)]).not.toEqual([method, path, 3]);
      expect(headers.get('location')).toBeNull();
      expect([...headers.values()].join('\n')).not.toContain('evil.example');
    }
  });

  it.each(['//evil.example', '//evil.example/', '/\\evil.example', '/%2f%2fevil.example', '/docs/..//evil.example/'])(
    'leads nobody away by the path %s',
    async (path) => {
      const { origin } = await sharedService();
      const { status, headers } = await sendRaw(origin, rawRequest(`GET ${path} HTTP/1.1`));
      expect([403, 404]).toContain(status);
      expect(headers).not.toHaveProperty('location');
    },
  );
});
