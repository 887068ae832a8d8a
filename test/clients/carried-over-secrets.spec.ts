import { createVerifier } from 'fast-jwt';
import { createRemoteJWKSet, exportSPKI, importJWK, type JWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credential, defaultCredential } from '../support/tokens/back-end';
import { CARRIED_OVER, CARRIED_OVER_ENV, type CarriedOver, WITH_SECRET } from '../support/tokens/carried-over';
import { startService, type TestService } from '../support/service/service';
import {
  altered,
  type Expectation,
  expectationsAt,
  issuerOf,
  oneOfEach,
  type SignedKind,
} from '../support/tokens/token-kinds';

/** A verifier of a service that accepts one kind of token. */
type Verify = (token: string) => Promise<unknown>;
type MakeVerifier = (key: { alg: 'HS256' | 'HS512'; secret: string }, expected: Expectation) => Verify;

const LIBRARIES: readonly (readonly [string, MakeVerifier])[] = [
  [
    'jose',
    ({ alg, secret }, { claims, ...rest }) =>
      (token) =>
        jwtVerify(token, new TextEncoder().encode(secret), {
          algorithms: [alg],
          requiredClaims: [...claims],
          ...rest,
        }),
  ],
  [
    'fast-jwt',
    ({ alg, secret }, { claims, issuer, audience }) => {
      const verify = createVerifier({
        key: secret,
        algorithms: [alg],
        requiredClaims: [...claims],
        ...(issuer !== undefined && { allowedIss: issuer }),
        ...(audience !== undefined && { allowedAud: audience }),
      });
      return async (token) => Promise.resolve(verify(token) as unknown);
    },
  ],
];

describe('with the secret that was carried over', () => {
  let service: TestService;
  let owner: Credential;
  let issuer: string;
  let tokens: Record<SignedKind, string>;
  let expected: Readonly<Record<SignedKind, Expectation>>;

  beforeAll(async () => {
    service = await startService(CARRIED_OVER_ENV);
    owner = await defaultCredential(service);
    issuer = await issuerOf(service);
    tokens = await oneOfEach(service, owner);
    expected = expectationsAt(issuer, owner.uuid);
  });

  afterAll(async () => {
    await service.stop();
  });

  describe.each(LIBRARIES)('%s', (_library, verifierOf) => {
    const verifier = (dialect: CarriedOver): Verify => verifierOf(CARRIED_OVER[dialect], expected[dialect]);

    it.each(WITH_SECRET)('accepts a token of %s, and refuses an altered one', async (dialect) => {
      expect(await verifier(dialect)(tokens[dialect])).toBeTypeOf('object');
      await expect(verifier(dialect)(altered(tokens[dialect]))).rejects.toThrow();
    });

    it.each(WITH_SECRET)('that accepts tokens of %s refuses those of every other kind', async (dialect) => {
      const others = Object.entries(tokens).filter(([kind]) => kind !== dialect);
      expect(others).toHaveLength(4);
      for (const [, token] of others) await expect(verifier(dialect)(token)).rejects.toThrow();
    });

    it.each(WITH_SECRET)('finds no key for tokens of %s in the JWKS', async (dialect) => {
      const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
      await expect(jwtVerify(tokens[dialect], keys)).rejects.toThrow();
      const { text } = await service.request('GET', '/.well-known/jwks.json');
      const { secret } = CARRIED_OVER[dialect];
      // With the quotes, because the letters alone may occur in a modulus by chance.
      for (const hidden of ['"oct"', secret, Buffer.from(secret).toString('base64url')])
        expect(text).not.toContain(hidden);
    });

    it.each(WITH_SECRET)('accepts no published key as the secret of %s', async (dialect) => {
      const { json } = await service.request<{ keys: JWK[] }>('GET', '/.well-known/jwks.json');
      expect(json.keys.length).toBeGreaterThan(1);
      const { alg } = CARRIED_OVER[dialect];
      for (const jwk of json.keys) {
        const pem = await exportSPKI((await importJWK(jwk)) as Parameters<typeof exportSPKI>[0]);
        const verify = async () => verifierOf({ alg, secret: pem }, expected[dialect])(tokens[dialect]);
        await expect(verify()).rejects.toThrow();
      }
    });
  });
});
