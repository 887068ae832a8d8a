import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../index.js';
import { jwkOf, newSigningKey } from '../testing.js';
import { claimsOf, outcomeOf, verifying, withParts } from '../testing/verifying.fixture.js';

const given = verifying();
const USER = '11111111-1111-4111-8111-111111111111';

describe('a standard token', () => {
  it('tells who the user is, in an object that nobody can change', async () => {
    const token = given.issuer.mintUser({ sub: USER, roles: ['BUYER', 'ADMIN'], jti: USER });
    const identity = await given.verifier().verify(token);
    expect(identity).toEqual({
      kind: 'user',
      subject: USER,
      owner: given.issuer.owner,
      roles: ['BUYER', 'ADMIN'],
      rolesKnown: true,
      dialect: 'koko',
      emailVerified: false,
      tokenId: USER,
      issuedAt: given.now / 1000,
      expiresAt: given.now / 1000 + 600,
      verifiedBy: 'signature',
    });
    expect(Object.isFrozen(identity)).toBe(true);
    expect(Object.isFrozen(identity.roles)).toBe(true);
  });

  it.each<Algorithm>(['RS256', 'ES256', 'EdDSA'])('is verified with a key for %s', async (algorithm) => {
    const key = newSigningKey(algorithm);
    given.issuer.extraKeys.push(jwkOf(key));
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser({}, key)))).toBe('accepted');
  });

  it('is refused when its algorithm is not configured, whatever the key set offers', async () => {
    const verifier = given.verifier({ algorithms: ['RS256'] });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('algorithm_not_accepted');
  });

  it('of a user without roles leaves them unknown', async () => {
    const identity = await given.verifier().verify(given.issuer.mintUser({ roles: undefined }));
    expect(identity).toMatchObject({ kind: 'user', roles: [], rolesKnown: false });
  });

  it.each([
    ['wrong_issuer', { iss: 'https://id.example.com' }],
    ['wrong_issuer', { iss: undefined }],
    ['wrong_audience', { aud: 'another' }],
    ['wrong_audience', { aud: [] }],
    ['wrong_audience', { aud: undefined }],
    ['wrong_audience', { aud: { 0: 'x' } }],
    ['wrong_owner', { owner: USER }],
    ['invalid_claims', { owner: undefined }],
    ['invalid_claims', { client_id: undefined }],
    ['invalid_claims', { sub: undefined }],
    ['invalid_claims', { sub: 42 }],
    ['invalid_claims', { sub: '' }],
    ['invalid_claims', { jti: undefined }],
    ['invalid_claims', { exp: undefined }],
    ['invalid_claims', { exp: '9999999999' }],
    ['invalid_claims', { exp: 1e300 }],
    ['invalid_claims', { exp: -1 }],
    ['invalid_claims', { iat: null }],
    ['invalid_claims', { nbf: 'now' }],
    ['invalid_claims', { roles: 'ADMIN' }],
    ['invalid_claims', { roles: [5] }],
    ['invalid_claims', { dialect: 5 }],
  ])('is refused with %s for the claims %j', async (code, overrides) => {
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser(overrides)))).toBe(code);
  });

  it('is accepted for any of several audiences, on either side', async () => {
    const verifier = given.verifier({ audience: ['orders', 'payments'] });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({ aud: ['x', 'payments'] })))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({ aud: 'Payments' })))).toBe('wrong_audience');
  });

  it('of a client is a client, however its id is spelt', async () => {
    const { owner } = given.issuer;
    for (const sub of [owner, owner.toUpperCase(), owner.replaceAll('-', '')]) {
      const identity = await given.verifier().verify(given.issuer.mintClient({ sub, roles: ['ADMIN'] }));
      expect(identity).toMatchObject({ kind: 'client', roles: [] });
    }
  });
});

describe('time', () => {
  it('ends a token at its expiry plus the tolerance, also when it is remembered', async () => {
    const verifier = given.verifier({ clockToleranceSeconds: 10 });
    const token = given.issuer.mintUser();
    given.now += 609_999;
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    given.now += 1;
    expect(await outcomeOf(verifier.verify(token))).toBe('expired_token');
    expect(await outcomeOf(given.verifier({ clockToleranceSeconds: 10 }).verify(token))).toBe('expired_token');
  });

  it.each(['iat', 'nbf'])('holds back a token whose %s is to come', async (claim) => {
    const token = given.issuer.mintUser({ [claim]: given.now / 1000 + 30 });
    expect(await outcomeOf(given.verifier().verify(token))).toBe('not_yet_valid');
    expect(await outcomeOf(given.verifier({ clockToleranceSeconds: 30 }).verify(token))).toBe('accepted');
  });
});

describe('a Koko token', () => {
  it('is refused unless the configuration says that it is accepted', async () => {
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintKoko()))).toBe('token_type_not_accepted');
  });

  it('tells the number of the user and neither owner nor roles', async () => {
    const verifier = given.verifier({ legacy: { koko: { audience: '1' } } });
    expect(await verifier.verify(given.issuer.mintKoko())).toMatchObject({
      kind: 'user',
      subject: '42',
      owner: undefined,
      roles: [],
      rolesKnown: false,
      dialect: 'koko',
      emailVerified: false,
    });
  });

  it.each([
    ['wrong_audience', { aud: '2' }],
    ['wrong_audience', { aud: ['1'] }],
    ['wrong_issuer', { iss: 'anyone' }],
    ['invalid_claims', { sub: USER }],
    ['invalid_claims', { jti: USER }],
    ['invalid_claims', { scopes: undefined }],
    ['expired_token', { exp: 1 }],
  ])('is refused with %s for the claims %j', async (code, overrides) => {
    const verifier = given.verifier({ legacy: { koko: { audience: '1' } } });
    expect(await outcomeOf(verifier.verify(given.issuer.mintKoko(overrides)))).toBe(code);
  });

  it('is judged by the issuer too where roles are wanted, and a forged one costs it nothing', async () => {
    const verifier = given.verifier({ introspection: true, legacy: { koko: { audience: '1', introspect: true } } });
    const token = given.issuer.mintKoko();
    given.issuer.introspections.set(
      token,
      given.issuer.activeAnswer({ sub: USER, dialect: 'koko', roles: ['SELLER'] }),
    );
    expect(await verifier.verify(token)).toMatchObject({ subject: USER, roles: ['SELLER'], rolesKnown: true });
    const asked = given.issuer.requests.introspection;
    expect(await outcomeOf(verifier.verify(given.issuer.mintKoko({}, newSigningKey('ES256'))))).toBe('unknown_key');
    expect(given.issuer.requests.introspection).toBe(asked);
  });
});

describe('the memory of verified tokens', () => {
  it('answers the second time without verifying, with the same object', async () => {
    const verifier = given.verifier();
    const token = given.issuer.mintUser();
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
    expect(verifier.state().cache).toEqual({ size: 1, hits: 1 });
  });

  it('never remembers more than it may', async () => {
    const verifier = given.verifier({ cacheSize: 10 });
    for (let count = 0; count < 50; count += 1) await verifier.verify(given.issuer.mintUser());
    expect(verifier.state().cache.size).toBeLessThanOrEqual(10);
  });

  it('takes no token for another that ends like it', async () => {
    const verifier = given.verifier();
    const token = given.issuer.mintUser();
    await verifier.verify(token);
    const forged = withParts(token, { payload: { ...claimsOf(token), roles: ['ADMIN'] } });
    expect(await outcomeOf(verifier.verify(forged))).toBe('bad_signature');
    expect(await outcomeOf(verifier.verify(token.slice(-64)))).toBe('malformed_token');
  });

  it('remembers no refusal', async () => {
    const verifier = given.verifier();
    await outcomeOf(verifier.verify(given.issuer.mintUser({ iss: 'x' })));
    expect(verifier.state()).toMatchObject({ cache: { size: 0 }, refused: { wrong_issuer: 1 } });
  });
});

describe('a verifier that was closed', () => {
  it('refuses what it knew', async () => {
    const verifier = given.verifier();
    const token = given.issuer.mintUser();
    await verifier.verify(token);
    verifier.close();
    expect(await outcomeOf(verifier.verify(token))).toBe('verifier_closed');
  });
});
