import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentedCredential } from './presented-credential';

type Line = readonly [name: string, value: string];

/** A message as Node parses header lines: a second `Authorization` is dropped, other repeated headers are joined. */
function received(lines: readonly Line[]) {
  const headers: Record<string, string> = {};
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const earlier = headers[key];
    if (earlier === undefined) headers[key] = value;
    else if (key !== 'authorization') headers[key] = `${earlier}, ${value}`;
  }
  return presentedCredential({ rawHeaders: lines.flat(), headers });
}

const NONE: readonly (readonly Line[])[] = [
  [],
  [['Accept', '*/*']],
  [['Proxy-Authorization', 'Bearer a.b.c']],
  [['Cookie', 'key=abc; Authorization=abc']],
];

const ALIASES = ['X_API_KEY', 'X-API_KEY', 'x_api-key', 'KEY_', '_key', 'Author_ization', 'X-Key', 'X.API.KEY'];

const TOKENS: readonly (readonly [string, readonly Line[], string])[] = [
  ['a Bearer token', [['Authorization', 'Bearer a.b.c']], 'a.b.c'],
  ['its scheme in any case', [['authorization', 'bEARER a.b.c']], 'a.b.c'],
  ['several blanks after it', [['Authorization', 'Bearer   a.b.c']], 'a.b.c'],
  ['a key', [['key', '0a1b']], '0a1b'],
  ['a key under the other name', [['X-API-KEY', '0a1b']], '0a1b'],
  [
    'the same one in every header',
    [
      ['Key', '0a1b'],
      ['X-Api-Key', '0a1b'],
      ['Authorization', 'Bearer 0a1b'],
    ],
    '0a1b',
  ],
  [
    'one beside a header that only looks like one',
    [
      ['X_API_KEY', 'other'],
      ['key', '0a1b'],
    ],
    '0a1b',
  ],
];

const UNCLEAR_AUTHORIZATIONS = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer\ta.b.c',
  'Bearer a.b.c d',
  'Bearer a.b.c, Bearer d.e.f',
  'Bearer a.b.cé',
  'Bearer\u00a0a.b.c',
  ' Bearer a.b.c',
  'a.b.c',
  'Basic YTpi',
  'Token a.b.c',
  'JWT a.b.c',
  'Digest username="x"',
  'BearerX a.b.c',
];

const UNCLEAR: readonly (readonly Line[])[] = [
  ...UNCLEAR_AUTHORIZATIONS.map((value): readonly Line[] => [['Authorization', value]]),
  [['key', '']],
  [['key', 'a b']],
  [['X-API-KEY', '\u00e9']],
  [
    ['key', 'a'],
    ['key', 'a'],
  ],
  [
    ['Authorization', 'Bearer a'],
    ['AUTHORIZATION', 'Bearer a'],
  ],
  [
    ['Authorization', 'Bearer a'],
    ['Authorization', 'Bearer b'],
  ],
  [
    ['key', 'a'],
    ['X-API-KEY', 'b'],
  ],
  [
    ['Authorization', 'Bearer a'],
    ['key', 'b'],
  ],
  [
    ['Authorization', 'Basic YTpi'],
    ['key', 'a'],
  ],
  [
    ['Authorization', 'Bearer a'],
    ['key', ''],
  ],
];

describe('the credential of a request', () => {
  it.each(NONE.map((lines) => [lines]))('is absent without a credential header: %j', (lines) => {
    expect(received(lines)).toEqual({ kind: 'none' });
  });

  it.each(ALIASES)('attack 30: is never read from a header with another name: %s', (name) => {
    expect(received([[name, 'a']])).toEqual({ kind: 'none' });
    expect(received([[name, 'Bearer a']])).toEqual({ kind: 'none' });
  });

  it.each(TOKENS)('is %s', (_what, lines, token) => {
    expect(received(lines)).toEqual({ kind: 'token', token });
  });

  it.each(UNCLEAR.map((lines) => [lines]))('is ambiguous if it can be read in two ways, or not at all: %j', (lines) => {
    expect(received(lines)).toEqual({ kind: 'unclear' });
  });

  it('is a token only if every credential header occurs once and has that token, whatever other headers there are', () => {
    const name = fc.constantFrom(
      'Authorization',
      'authorization',
      'key',
      'KEY',
      'X-API-KEY',
      'X_API_KEY',
      'X-Auth-User',
    );
    const value = fc.oneof(fc.constantFrom('Bearer a', 'bearer b', 'a', 'b', '', 'Basic a'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (lines) => {
        const presented = received(lines);
        const counting = lines.filter(([each]) => /^(?:authorization|key|x-api-key)$/iu.test(each));
        expect(presented.kind === 'none').toBe(counting.length === 0);
        if (presented.kind !== 'token') return;
        expect(new Set(counting.map(([each]) => each.toLowerCase())).size).toBe(counting.length);
        for (const [, said] of counting) expect(said.replace(/^bearer +/iu, '')).toBe(presented.token);
        expect(presented.token).toMatch(/^[\x21-\x7e]+$/u);
      }),
    );
  });
});
