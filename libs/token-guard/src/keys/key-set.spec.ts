import { describe, expect, it } from 'vitest';
import { jwkOf, type Misbehaviour, newSigningKey } from '../testing.js';
import { eventually, outcomeOf, verifying } from '../testing/verifying.fixture.js';

const given = verifying('each');
const BROKEN: Misbehaviour[] = ['error', 'broken', 'huge', 'hang', 'stall', 'redirect', 'reset'];

describe('the key set', () => {
  it('is fetched once for any number of tokens at once', async () => {
    const verifier = given.verifier();
    const tokens = Array.from({ length: 50 }, () => given.issuer.mintUser());
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(given.issuer.requests.jwks).toBe(1);
  });

  it('is asked for again when it is stale, without letting anybody wait, and mostly answered by 304', async () => {
    given.issuer.jwksMaxAge = 60;
    const verifier = given.verifier();
    await verifier.verify(given.issuer.mintUser());
    given.now += 59_000;
    await verifier.verify(given.issuer.mintUser());
    expect(given.issuer.requests.jwks).toBe(1);
    given.now += 1000;
    given.issuer.misbehave('jwks', { delayMs: 50 });
    await verifier.verify(given.issuer.mintUser());
    expect(verifier.state().keys.ageSeconds).toBe(60);
    await eventually(() => verifier.state().keys.ageSeconds === 0);
    expect(given.issuer.requests.jwks).toBe(2);
  });

  it.each(BROKEN)('survives an issuer that answers by %j: known keys go on verifying', async (how) => {
    const verifier = given.verifier({ timeoutMs: 150 });
    const token = given.issuer.mintUser();
    await verifier.verify(token);
    given.issuer.misbehave('jwks', how);
    for (let minutes = 0; minutes < 30; minutes += 1) {
      given.now += 60_000;
      expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
    }
    await eventually(() => verifier.state().keys.lastError !== undefined);
    given.issuer.misbehave('jwks', undefined);
    await eventually(async () => {
      // A fetch that is still under way may fail yet, and begin another wait.
      given.now += 60_000;
      await verifier.verify(given.issuer.mintUser());
      return verifier.state().keys.lastError === undefined;
    });
  });

  it.each(BROKEN)('is unavailable, and nothing passes, when its first answer is %j', async (how) => {
    given.issuer.misbehave('jwks', how);
    const verifier = given.verifier({ timeoutMs: 150 });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('keys_unavailable');
    expect(await outcomeOf(verifier.ready())).toBe('keys_unavailable');
    given.issuer.misbehave('jwks', undefined);
    given.now += 60_000;
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
  });

  it('follows no redirect', async () => {
    given.issuer.misbehave('jwks', 'redirect');
    const verifier = given.verifier();
    await outcomeOf(verifier.ready());
    // One request by the verifier itself, perhaps one by ready().
    expect(given.issuer.requests.jwks).toBeLessThanOrEqual(2);
    expect(verifier.state().keys).toMatchObject({ count: 0 });
  });

  it('is no longer believed when the issuer was silent for too long', async () => {
    const verifier = given.verifier({ keys: { maxStaleSeconds: 3600 } });
    const token = given.issuer.mintUser({ exp: given.now / 1000 + 90_000 });
    await verifier.verify(token);
    await given.issuer.stop();
    given.now += 3_590_000;
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    given.now += 20_000;
    expect(await outcomeOf(verifier.verify(token))).toBe('keys_unavailable');
  });
});

describe('a rotation', () => {
  it('fails no request: a token of the new key waits for the key', async () => {
    const verifier = given.verifier();
    await verifier.verify(given.issuer.mintUser());
    given.issuer.rotateKeys();
    const tokens = Array.from({ length: 20 }, () => given.issuer.mintUser());
    const outcomes = await Promise.all(tokens.map((token) => outcomeOf(verifier.verify(token))));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(given.issuer.requests.jwks).toBe(2);
  });

  it('that happens while a fetch is answered fails no request', async () => {
    given.issuer.jwksMaxAge = 10;
    const verifier = given.verifier();
    await verifier.verify(given.issuer.mintUser());
    const newest = newSigningKey('ES256');
    given.now += 11_000;
    await verifier.verify(given.issuer.mintUser());
    given.issuer.extraKeys.push(jwkOf(newest));
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({}, newest)))).toBe('accepted');
  });

  it('to another algorithm fails no request', async () => {
    const verifier = given.verifier();
    await verifier.verify(given.issuer.mintUser());
    given.issuer.rotateKeys('EdDSA');
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
  });

  it('under a flood of invented kids fails no request', async () => {
    const verifier = given.verifier({ keys: { cooldownMs: 100 } });
    await verifier.verify(given.issuer.mintUser());
    const flood = Array.from({ length: 200 }, () => given.issuer.mintUser({}, newSigningKey('ES256')));
    const refused = flood.map((token) => outcomeOf(verifier.verify(token)));
    given.issuer.rotateKeys();
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['unknown_key']));
  });

  it('that takes a key back takes back what it signed, remembered or not', async () => {
    given.issuer.jwksMaxAge = 60;
    const verifier = given.verifier();
    const token = given.issuer.mintUser({ exp: given.now / 1000 + 9000 });
    await verifier.verify(token);
    given.issuer.rotateKeys('ES256', false);
    given.now += 61_000;
    await verifier.verify(given.issuer.mintUser());
    expect(await outcomeOf(verifier.verify(token))).toBe('unknown_key');
  });
});

describe('unknown kids', () => {
  it('cause at most one fetch in each cool-down', async () => {
    const verifier = given.verifier({ keys: { cooldownMs: 200 } });
    await verifier.ready();
    const startedAt = Date.now();
    const key = newSigningKey('ES256');
    for (let round = 0; round < 5; round += 1) {
      const forged = Array.from({ length: 20 }, (_, index) =>
        given.issuer.mintUser({}, { ...key, kid: `${round}-${index}` }),
      );
      await Promise.all(forged.map((token) => outcomeOf(verifier.verify(token))));
    }
    const cooldowns = Math.ceil((Date.now() - startedAt) / 200) + 1;
    expect(given.issuer.requests.jwks).toBeLessThanOrEqual(1 + cooldowns);
  });

  it('get a 503 while the issuer is down: nobody can tell whether they are new', async () => {
    const verifier = given.verifier();
    await verifier.ready();
    await given.issuer.stop();
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({}, newSigningKey('ES256'))))).toBe(
      'keys_unavailable',
    );
  });
});
