import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conceal } from './conceal';

describe('the last net below the log', () => {
  it.each([
    ['Ana.Maria+x@shop.example.com wrote', '[e-mail] wrote'],
    ['jörg@münchen.de', '[e-mail]'],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'Authorization: Basic [secret]'],
    ['authorization bearer eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2ln', 'authorization bearer [secret]'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2ln here', 'token [secret] here'],
    ['"eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2ln"', '"[token]"'],
    ['secret oItQ7vJSViXDjcmPywrX+USAbVE4R44Zsoz/0wZVXhk=', 'secret [secret]'],
    ['def50200aabbccddeeff00112233445566778899aabbccdd', '[secret]'],
  ])('%s becomes %s', (text, concealed) => {
    expect(conceal(text)).toBe(concealed);
  });

  it.each([
    'at Object.run (/srv/app/node_modules/@nestjs/core/router/router-execution-context.js:38:29)',
    'at async processTicksAndRejections (node:internal/process/task_queues:105:5)',
    '7d5c7a0e-6d0b-4a8e-9d57-0f6f1a1e2b31',
    'GET /users/uuid/:uuid 200',
    'QueryFailedError 42P01 users uq_users_owner_email_key',
  ])('%s stays', (text) => {
    expect(conceal(text)).toBe(text);
  });

  it('leaves nothing of 32 random bytes, in base64, base64url or hex', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        for (const encoding of ['base64', 'base64url', 'hex'] as const) {
          expect(conceal(`value ${buffer.toString(encoding)} end`)).toBe('value [secret] end');
        }
      }),
    );
  });
});
