import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jwkOf, newSigningKey, signToken } from '../testing.js';
import { claimsOf, outcomeOf, verifying, withParts } from '../testing/verifying.fixture.js';

const given = verifying('each');

/** Encodings of the public key that a confused verifier might use as an HMAC secret. */
function publicKeyTexts(): string[] {
  const { publicKey } = given.issuer.key;
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return [pem, pem.trim(), ` ${pem}`, `\n${pem}`, der, JSON.stringify(publicKey.export({ format: 'jwk' }))];
}

describe('attack 1: a public key used as an HMAC secret', () => {
  it.each(['HS256', 'HS384', 'HS512'])('never passes as %s', async (alg) => {
    const { issuer } = given;
    const verifier = given.verifier({ introspection: true });
    for (const secret of publicKeyTexts()) {
      for (const typ of ['at+jwt', 'JWT']) {
        const unsigned = withParts(issuer.mintUser(), { header: { typ, alg, kid: issuer.key.kid } });
        const input = unsigned.slice(0, unsigned.lastIndexOf('.'));
        const signature = createHmac(`sha${alg.slice(2)}`, secret)
          .update(input)
          .digest('base64url');
        const expected = typ === 'JWT' ? 'inactive_token' : 'algorithm_not_accepted';
        expect(await outcomeOf(verifier.verify(`${input}.${signature}`))).toBe(expected);
        expect(await outcomeOf(given.verifier().verify(`${input}.${signature}`))).toBe('algorithm_not_accepted');
      }
    }
  });

  it('finds no secret in the key set', async () => {
    const k = Buffer.from('secret').toString('base64url');
    given.issuer.extraKeys.push({ kty: 'oct', kid: 'oct', alg: 'HS256', use: 'sig', k });
    const input = withParts(given.issuer.mintUser(), { header: { typ: 'at+jwt', alg: 'HS256', kid: 'oct' } });
    const verifier = given.verifier();
    await verifier.ready();
    expect(await outcomeOf(verifier.verify(input))).toBe('algorithm_not_accepted');
    expect(verifier.state().keys.count).toBe(1);
  });
});

describe('attack 2: no algorithm', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ' none', 'none ', 'RS256 ', 'rs256', 'ES384', 'PS256', ''])(
    'the header %j is refused, with and without a signature',
    async (alg) => {
      const token = withParts(given.issuer.mintUser(), { header: { typ: 'at+jwt', alg, kid: given.issuer.key.kid } });
      const [header, payload] = token.split('.');
      const codes = ['algorithm_not_accepted', 'malformed_token'];
      for (const each of [token, `${header}.${payload}.`, `${header}.${payload}`, `${header}.${payload}.AA`]) {
        expect(codes).toContain(await outcomeOf(given.verifier({ introspection: true }).verify(each)));
      }
    },
  );

  it.each([
    ['without alg', { alg: undefined }],
    ['with the alg of another type', { alg: 'RS256' }],
    ['for encryption', { use: 'enc' }],
    ['without use', { use: undefined }],
    ['without kid', { kid: undefined }],
    ['only for signing', { key_ops: ['sign'] }],
    ['on another curve', { crv: 'P-384' }],
    ['of another type', { kty: 'OKP' }],
    ['that is not on its curve', { x: 'AAAA' }],
  ])('a key %s is not used', async (_, change) => {
    const key = newSigningKey('ES256');
    given.issuer.extraKeys.push({ ...jwkOf(key), ...change });
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser({}, key)))).toBe('unknown_key');
  });

  it('a key that was published with its private part is not used', async () => {
    const key = newSigningKey('ES256');
    given.issuer.extraKeys.push({ ...key.privateKey.export({ format: 'jwk' }), ...jwkOf(key), d: 'AAAA' });
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser({}, key)))).toBe('unknown_key');
  });

  it('an RSA key of 1024 bits is not used', async () => {
    const weak = { kid: 'weak', algorithm: 'RS256' as const, ...generateKeyPairSync('rsa', { modulusLength: 1024 }) };
    given.issuer.extraKeys.push(jwkOf(weak));
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser({}, weak)))).toBe('unknown_key');
  });

  it('a key verifies only the algorithm that it was published for', async () => {
    const { key } = given.issuer;
    const header = { typ: 'at+jwt', alg: 'EdDSA', kid: key.kid };
    const token = signToken(header, claimsOf(given.issuer.mintUser()), key);
    expect(await outcomeOf(given.verifier().verify(token))).toBe('algorithm_not_accepted');
  });
});

describe('attack 3: keys chosen by the token', () => {
  it.each([
    '',
    '../../../../dev/null',
    "x' OR '1'='1",
    '__proto__',
    'constructor',
    'toString',
    'a'.repeat(300),
    '\u0000',
  ])('the kid %j finds nothing', async (kid) => {
    const token = signToken({ typ: 'at+jwt', alg: 'ES256', kid }, claimsOf(given.issuer.mintUser()), given.issuer.key);
    expect(['unknown_key', 'malformed_token']).toContain(await outcomeOf(given.verifier().verify(token)));
  });

  it.each([[undefined], [null], [5], [{}], [['a']]])('the kid %j finds nothing', async (kid) => {
    const token = signToken({ typ: 'at+jwt', alg: 'ES256', kid }, claimsOf(given.issuer.mintUser()), given.issuer.key);
    expect(['unknown_key', 'malformed_token']).toContain(await outcomeOf(given.verifier().verify(token)));
  });

  it('a kid that two keys have names none of them', async () => {
    const key = newSigningKey('ES256');
    given.issuer.extraKeys.push(jwkOf(key), jwkOf({ ...newSigningKey('ES256'), kid: key.kid }));
    expect(await outcomeOf(given.verifier().verify(given.issuer.mintUser({}, key)))).toBe('unknown_key');
  });

  it('embedded keys and addresses are not looked at', async () => {
    const forger = newSigningKey('ES256', given.issuer.key.kid);
    const address = `${given.issuer.url}/forged.json`;
    const header = { typ: 'at+jwt', alg: 'ES256', kid: forger.kid, jwk: jwkOf(forger), jku: address, x5u: address };
    const token = signToken(header, claimsOf(given.issuer.mintUser()), forger);
    expect(await outcomeOf(given.verifier().verify(token))).toBe('bad_signature');
  });

  it.each([{ crit: [] }, { crit: ['exp'], exp: 1 }, { b64: false }])(
    'the extension %j is refused',
    async (extension) => {
      const { key } = given.issuer;
      const header = { typ: 'at+jwt', alg: 'ES256', kid: key.kid, ...extension };
      const token = signToken(header, claimsOf(given.issuer.mintUser()), key);
      expect(await outcomeOf(given.verifier().verify(token))).toBe('critical_header');
    },
  );
});

describe('attack 4: a token of another kind', () => {
  it.each(['JWT', 'jwt', '', 'refresh+jwt', 'logout+jwt', 'id_token', 'dpop+jwt'])(
    'the type %j with the claims of a standard token is refused',
    async (typ) => {
      const { key } = given.issuer;
      const token = signToken({ typ, alg: 'ES256', kid: key.kid }, claimsOf(given.issuer.mintUser()), key);
      const verifier = given.verifier({ legacy: { koko: { audience: '1' } } });
      expect(await outcomeOf(verifier.verify(token))).not.toBe('accepted');
    },
  );

  it('Koko claims below the type of a standard token are refused', async () => {
    const { key } = given.issuer;
    const token = signToken({ typ: 'at+jwt', alg: 'ES256', kid: key.kid }, claimsOf(given.issuer.mintKoko()), key);
    const verifier = given.verifier({ legacy: { koko: { audience: '1' } } });
    expect(await outcomeOf(verifier.verify(token))).toBe('wrong_issuer');
  });

  it.each([['refresh'], ['ACCESS'], [undefined], [true]])('token_use %j is refused', async (use) => {
    const key = given.issuer.mintOpaque({ token_use: use });
    expect(await outcomeOf(given.verifier({ introspection: true }).verify(key))).toBe('not_an_access_token');
  });

  it('a dialect that is not accepted is refused', async () => {
    const verifier = given.verifier({ introspection: { dialects: ['shoop'] } });
    const bookker = given.issuer.mintOpaque({ dialect: 'bookker' });
    const none = given.issuer.mintOpaque({ dialect: undefined });
    expect(await outcomeOf(verifier.verify(given.issuer.mintOpaque()))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(bookker))).toBe('token_type_not_accepted');
    expect(await outcomeOf(verifier.verify(none))).toBe('token_type_not_accepted');
  });
});

describe('attack 5: a client taken for a user', () => {
  it('is told apart in introspection too', async () => {
    const { owner } = given.issuer;
    const verifier = given.verifier({ introspection: true });
    for (const sub of [owner, owner.toUpperCase(), owner.replaceAll('-', '')]) {
      const key = given.issuer.mintOpaque({ sub, roles: ['ADMIN'] });
      expect(await verifier.verify(key)).toMatchObject({ kind: 'client', roles: [] });
    }
  });
});

describe('attack 6: a user that was disabled, deleted, or has another password', () => {
  it('is refused as soon as the feed names the token, remembered or not, however the id is spelt', async () => {
    const { issuer } = given;
    const verifier = given.verifier({ revocations: { fail: 'closed', maxAgeSeconds: 30 } });
    const jti = 'aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa';
    const token = issuer.mintUser({ jti });
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    const startedAt = Date.now();
    issuer.revoke(jti.replaceAll('-', '').toUpperCase());
    while ((await outcomeOf(verifier.verify(token))) === 'accepted')
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await outcomeOf(verifier.verify(token))).toBe('revoked_token');
    expect(Date.now() - startedAt).toBeLessThan(2000);
    expect(await outcomeOf(verifier.verify(issuer.mintUser({ jti })))).toBe('revoked_token');
  });
});

describe('a signature', () => {
  it('is refused after any bit of the token was changed', async () => {
    const verifier = given.verifier();
    const token = given.issuer.mintUser();
    await verifier.verify(token);
    for (let place = 0; place < token.length; place += 1) {
      if (token[place] === '.') continue;
      const changed = token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1);
      // A token with an unknown kid would wait for the next key set.
      if (place < token.indexOf('.')) continue;
      expect(await outcomeOf(verifier.verify(changed))).not.toBe('accepted');
    }
  });
});
