import { describe, expect, expectTypeOf, it } from 'vitest';
import { createVerifier, type Identity, type TokenVerifier, type VerifierOptions } from '../index.js';

const OWNER = '11111111-1111-4111-8111-111111111111';
const GOOD: VerifierOptions = { issuer: 'http://localhost:1', owner: OWNER, revocations: 'none' };

describe('the options', () => {
  it.each([
    ['no issuer', { issuer: '' }],
    ['an issuer that is no URL', { issuer: 'id.example.com' }],
    ['an issuer of another scheme', { issuer: 'file:///etc/passwd' }],
    ['an issuer with a slash at its end', { issuer: 'https://id.example.com/' }],
    ['an issuer with a query', { issuer: 'https://id.example.com?a' }],
    ['an issuer with credentials', { issuer: 'https://a:b@id.example.com' }],
    ['plain HTTP to another machine', { issuer: 'http://id.example.com' }],
    ['plain HTTP to what only looks like this machine', { issuer: 'http://127.0.0.1.example.com' }],
    ['an owner that is no uuid', { owner: 'me' }],
    ['no owner', { owner: undefined }],
    ['attack 44: an audience alone', { owner: undefined, audience: 'orders' }],
    ['an owner in capitals', { owner: 'ANY' }],
    ['any owner without an audience', { owner: 'any' }],
    ['any owner and an empty audience', { owner: 'any', audience: [''] }],
    ['an empty audience', { audience: '' }],
    ['no word about revocations', { revocations: undefined }],
    ['a feed that does not say what happens when it is down', { secret: 's', revocations: { maxAgeSeconds: 30 } }],
    ['a feed that does not say when it is down', { secret: 's', revocations: { fail: 'open' } }],
    ['a feed without a secret', { revocations: { fail: 'open', maxAgeSeconds: 30 } }],
    [
      'events and less patience than a heartbeat takes',
      { secret: 's', revocations: { fail: 'open', maxAgeSeconds: 5 } },
    ],
    ['introspection without a secret', { introspection: true }],
    ['Koko by introspection without introspection', { legacy: { koko: { audience: '1', introspect: true } } }],
    ['an algorithm with a secret', { algorithms: ['HS256'] }],
    ['no algorithm', { algorithms: [] }],
    ['a tolerance of an hour', { clockToleranceSeconds: 3600 }],
    ['a size that is no number', { cacheSize: Number.NaN }],
  ])('are refused with %s', (_, options) => {
    expect(() => createVerifier({ ...GOOD, ...options } as VerifierOptions)).toThrow(TypeError);
  });

  it.each(['http://localhost:9010', 'http://127.0.0.1:1', 'http://[::1]:1', 'https://id.example.com/portero'])(
    'may name the issuer %s',
    (issuer) => {
      createVerifier({ ...GOOD, issuer, timeoutMs: 1 }).close();
    },
  );

  it('may name a distant issuer by plain HTTP when that is said', () => {
    createVerifier({ ...GOOD, issuer: 'http://portero.invalid', allowInsecureIssuer: true, timeoutMs: 1 }).close();
  });
});

describe('the types', () => {
  it('want a decision about revocations, and no more than three things beside it', () => {
    expectTypeOf(createVerifier).parameter(0).toEqualTypeOf<VerifierOptions>();
    expectTypeOf<{ issuer: string; owner: string }>().not.toExtend<VerifierOptions>();
    expectTypeOf<{ issuer: string; owner: string; revocations: 'none' }>().toExtend<VerifierOptions>();
    expectTypeOf<{ issuer: string; audience: string; revocations: 'none' }>().not.toExtend<VerifierOptions>();
    expectTypeOf<{ fail: 'open' }>().not.toExtend<VerifierOptions['revocations']>();
    expectTypeOf<('HS256' | 'none')[]>().not.toExtend<NonNullable<VerifierOptions['algorithms']>>();
  });

  it('give back an identity that cannot be changed', () => {
    expectTypeOf<TokenVerifier['verify']>().returns.resolves.toEqualTypeOf<Identity>();
    expectTypeOf<Identity['roles']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Identity['kind']>().toEqualTypeOf<'user' | 'client'>();
    // @ts-expect-error -- an identity is read-only
    const change = (identity: Identity): string => (identity.subject = 'other');
    expect(change).toBeTypeOf('function');
  });
});
