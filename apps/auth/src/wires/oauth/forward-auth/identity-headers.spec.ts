import type { UserToken } from '@portero/identity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityHeaders } from './identity-headers';

const USER = '7d2c0b52-8a5e-4d0c-9a64-0d6b8d1f5a01';
const OWNER = '8a1c2f63-1b0d-4a57-8b1e-5a3a7c9e2b02';

const headersOf = (role: string, profile = 'koko') =>
  identityHeaders({
    subject: { uuid: USER, owner: { uuid: OWNER }, role: { description: role }, verifiedAt: null },
    session: { profile },
  } as unknown as UserToken);

describe('the identity headers', () => {
  it('contain user, owner, roles and dialect', () => {
    expect(headersOf('ADMIN')).toEqual({
      'x-auth-user': USER,
      'x-auth-owner': OWNER,
      'x-auth-roles': 'ADMIN',
      'x-auth-dialect': 'koko',
      'x-auth-email-verified': 'false',
    });
  });

  it.each(['', 'USER,ADMIN', 'USER\r\nX-Auth-User: x', 'USER ', 'Ñandú', 'a'.repeat(65), '\0'])(
    'attack 30: are refused if a name could be read as another: %j',
    (name) => {
      expect(() => headersOf(name)).toThrow('no plain name');
      expect(() => headersOf('USER', name)).toThrow('no plain name');
    },
  );

  it('never have a value that could begin another header, or another value', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (role, profile) => {
        let headers: Record<string, string> = {};
        try {
          headers = headersOf(role, profile);
        } catch {
          return;
        }
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\w.-]+$/u);
      }),
    );
  });
});
