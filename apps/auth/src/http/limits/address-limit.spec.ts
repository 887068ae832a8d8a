import { describe, expect, it } from 'vitest';
import { WIRES } from '@auth/wires';
import { limitOf } from './address-limit';
import { Wires } from '../wires';

const wires = new Wires(WIRES);

describe('the budget that a request is taken from', () => {
  it.each([
    ['/livez', null],
    ['/readyz', null],
    ['/forward-auth', 'back_end_requests'],
    ['/oauth/introspect', 'back_end_requests'],
    ['/oauth/revocations', 'back_end_requests'],
    ['/.well-known/jwks.json', 'back_end_requests'],
    ['/.well-known/oauth-authorization-server', 'back_end_requests'],
    ['/auth/login', 'requests'],
    ['/forward-auths', 'requests'],
    ['/api/oauth/logout', 'requests'],
    ['/', 'requests'],
    ['/livez/more', 'requests'],
    [undefined, 'requests'],
  ])('is that of its route: %s', (route, limit) => {
    expect(limitOf(route, wires)).toBe(limit);
  });
});
