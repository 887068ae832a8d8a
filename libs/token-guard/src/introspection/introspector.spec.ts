import { describe, expect, it } from 'vitest';
import type { TokenErrorCode } from '../index.js';
import type { Misbehaviour } from '../testing.js';
import { eventually, outcomeOf, verifying, withParts } from '../testing/verifying.fixture.js';

const given = verifying('each');
const USER = '11111111-1111-4111-8111-111111111111';

describe('a token that only the issuer can judge', () => {
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

  it('is asked no more than so many questions at once', async () => {
    const verifier = given.verifier({ introspection: { maxInFlight: 3 } });
    await verifier.ready();
    given.issuer.misbehave('introspection', { delayMs: 50 });
    const keys = Array.from({ length: 10 }, () => given.issuer.mintOpaque());
    const outcomes = await Promise.all(keys.map((key) => outcomeOf(verifier.verify(key))));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'introspection_unavailable')).toHaveLength(7);
    expect(given.issuer.requests.introspection).toBe(3);
  });

  it('that refuses the credential says nothing of the token', async () => {
    const verifier = given.verifier({ introspection: true, secret: 'wrong' });
    expect(await outcomeOf(verifier.verify(given.issuer.mintOpaque()))).toBe('introspection_unavailable');
  });
});
