import { describe, expect, it } from 'vitest';
import type { TokenErrorCode } from '../index.js';
import type { Misbehaviour } from '../testing.js';
import { eventually, outcomeOf, verifying, withParts } from '../testing/verifying.fixture.js';

const given = verifying('each');
const USER = '11111111-1111-4111-8111-111111111111';

describe('a token that only the issuer can verify', () => {
  it('is refused without a question unless that is configured', async () => {
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintOpaque()))).toBe('token_type_not_accepted');
    expect(given.issuer.requests.introspection).toBe(0);
  });

  it('tells who the user is', async () => {
    const key = given.issuer.mintOpaque({ sub: USER, exp: undefined, iat: undefined, jti: undefined });
    expect(await given.verifier({ introspection: true }).verify(key)).toEqual({
      kind: 'user',
      subject: USER,
      owner: given.issuer.owner,
      roles: ['BUYER'],
      rolesKnown: true,
      dialect: 'shoop',
      emailVerified: false,
      tokenId: undefined,
      issuedAt: undefined,
      expiresAt: undefined,
      verifiedBy: 'introspection',
    });
  });

  it.each([
    { alg: 'HS256', typ: 'JWT' },
    { type: 'JWT', alg: 'HS512' },
  ])('may have the header %j', async (header) => {
    const token = withParts(given.issuer.mintUser(), { header });
    given.issuer.introspections.set(token, given.issuer.activeAnswer({ dialect: 'bookker' }));
    const verifier = given.verifier({ introspection: true });
    expect(await verifier.verify(token)).toMatchObject({ dialect: 'bookker', verifiedBy: 'introspection' });
  });

  it.each<[TokenErrorCode, object]>([
    ['inactive_token', { active: false }],
    ['introspection_unavailable', { active: 'true' }],
    ['introspection_unavailable', { active: 1 }],
    ['wrong_owner', { owner: USER }],
    ['invalid_claims', { owner: undefined }],
    ['invalid_claims', { sub: undefined }],
    ['invalid_claims', { roles: 'ADMIN' }],
    ['invalid_claims', { exp: 'tomorrow' }],
    ['expired_token', { exp: 1 }],
    ['not_an_access_token', { token_use: 'refresh' }],
  ])('is refused with %s for the answer %j', async (code, overrides) => {
    const key = given.issuer.mintOpaque({ ...overrides });
    expect(await outcomeOf(given.verifier({ introspection: true }).verify(key))).toBe(code);
  });
});

describe('the memory of answers', () => {
  it('asks once for many at once, and again when a second has passed', async () => {
    const verifier = given.verifier({ introspection: true });
    const key = given.issuer.mintOpaque();
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(key)));
    given.now += 999;
    await verifier.verify(key);
    expect(given.issuer.requests.introspection).toBe(1);
    given.issuer.introspections.delete(key);
    given.now += 1;
    expect(await outcomeOf(verifier.verify(key))).toBe('inactive_token');
    expect(await outcomeOf(verifier.verify(key))).toBe('inactive_token');
    expect(given.issuer.requests.introspection).toBe(2);
  });

  it('is overruled by the feed', async () => {
    const verifier = given.verifier({ introspection: true, revocations: { fail: 'closed', maxAgeSeconds: 30 } });
    const key = given.issuer.mintOpaque({ jti: USER });
    await verifier.verify(key);
    given.issuer.revoke(USER.replaceAll('-', ''));
    await eventually(async () => (await outcomeOf(verifier.verify(key))) === 'revoked_token');
    expect(given.issuer.requests.introspection).toBe(1);
  });

  it('never outlives the token', async () => {
    const verifier = given.verifier({ introspection: { cacheMs: 2000 }, clockToleranceSeconds: 0 });
    const key = given.issuer.mintOpaque({ exp: given.now / 1000 + 1 });
    await verifier.verify(key);
    given.now += 1000;
    expect(await outcomeOf(verifier.verify(key))).toBe('expired_token');
  });

  it('may not be longer than two seconds', () => {
    expect(() => given.verifier({ introspection: { cacheMs: 2001 } })).toThrow(TypeError);
  });
});

describe('an issuer that does not answer', () => {
  it.each<Misbehaviour>(['error', 'broken', 'huge', 'hang', 'stall', 'redirect', 'reset'])(
    'by %j is a 503 that may be tried again, and is not remembered',
    async (how) => {
      const verifier = given.verifier({ introspection: true, timeoutMs: 150 });
      const key = given.issuer.mintOpaque();
      given.issuer.misbehave('introspection', how);
      await expect(verifier.verify(key)).rejects.toMatchObject({
        code: 'introspection_unavailable',
        status: 503,
        retryAfter: 1,
      });
      given.issuer.misbehave('introspection', undefined);
      expect(await outcomeOf(verifier.verify(key))).toBe('accepted');
    },
  );

  it('is asked no more than so many questions at once; the others wait for their turn', async () => {
    const verifier = given.verifier({ introspection: { maxInFlight: 4 } });
    await verifier.ready();
    given.issuer.misbehave('introspection', { delayMs: 20 });
    const keys = Array.from({ length: 12 }, () => given.issuer.mintOpaque());
    const outcomes = Promise.all(keys.map((key) => outcomeOf(verifier.verify(key))));
    expect(verifier.state().introspection?.inFlight).toBeLessThanOrEqual(3);
    expect(new Set(await outcomes)).toEqual(new Set(['accepted']));
  });

  it('attack 48: invented keys hold up no key that was good before, and wait no longer than the timeout', async () => {
    const verifier = given.verifier({ introspection: { maxInFlight: 4, cacheMs: 0 }, timeoutMs: 300 });
    const good = given.issuer.mintOpaque();
    expect(await outcomeOf(verifier.verify(good))).toBe('accepted');
    given.issuer.misbehave('introspection', { delayMs: 100 });
    const invented = Array.from({ length: 200 }, (_, count) => outcomeOf(verifier.verify(inventedKey(count))));
    const begun = performance.now();
    expect(await outcomeOf(verifier.verify(good))).toBe('accepted');
    expect(performance.now() - begun).toBeLessThan(1000);
    const outcomes = new Set(await Promise.all(invented));
    expect(outcomes).toEqual(new Set(['inactive_token', 'introspection_unavailable']));
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('attack 48: a dead key is asked about once, and pushes no good answer out', async () => {
    const verifier = given.verifier({ introspection: { cacheEntries: 4, cacheMs: 2000 } });
    const good = given.issuer.mintOpaque();
    expect(await outcomeOf(verifier.verify(good))).toBe('accepted');
    for (let count = 0; count < 20; count += 1) await outcomeOf(verifier.verify(inventedKey(count)));
    const asked = given.issuer.requests.introspection;
    expect(await outcomeOf(verifier.verify(good))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(inventedKey(19)))).toBe('inactive_token');
    expect(given.issuer.requests.introspection).toBe(asked);
  });

  it('that refuses the credential says nothing of the token', async () => {
    const verifier = given.verifier({ introspection: true, secret: 'wrong' });
    expect(await outcomeOf(verifier.verify(given.issuer.mintOpaque()))).toBe('introspection_unavailable');
  });
});

/** A key in the form of a real one that was never issued. */
function inventedKey(count: number): string {
  return count.toString(16).padStart(40, '0');
}
