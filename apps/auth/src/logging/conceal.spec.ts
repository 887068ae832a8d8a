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

  it('conceals what the plain patterns conceal, in any text', () => {
    const piece = fc.constantFrom(
      'eyJ',
      'a',
      '.',
      '-',
      '@',
      '_',
      ' ',
      '"',
      '+',
      '/',
      '=',
      'é',
      '\n',
      'Bearer',
      'b'.repeat(41),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(conceal(text)).toBe(PATTERNS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['eyJ-', 'eyJa.', 'a@', '@', 'a', 'a@a', 'a.', '-', 'Key ', 'Bearer\n', 'aA0+', 'é', ' ', '.@.', 'a@b.c-'])(
    'reads a long text of %j without holding the process',
    (unit) => {
      const texts = [
        `= @ eyJ ${unit.repeat(3e5 / unit.length)}`,
        `Key${' '.repeat(3e5)}${unit}`,
        `${'a'.repeat(2e5)}@${'b'.repeat(2e5)}`,
      ];
      const begun = process.cpuUsage();
      for (const text of texts) conceal(text);
      // A quadratic reader takes ten seconds and more.
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
    },
  );
});

/** The same rules as patterns, which take quadratic time. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(Basic|Bearer|Token|Key)\s+[\w+/=.~-]{8,}/giu, '$1 [secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/gu, '[token]'],
  [/[A-Za-z0-9+/]{43}=/gu, '[secret]'],
  [/[\w-]{40,}/gu, '[secret]'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[e-mail]'],
];
