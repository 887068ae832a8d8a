import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { type Algorithm, createVerifier } from 'fast-jwt';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Credential, defaultCredential } from '../support/tokens/back-end';
import { PUBLIC_KEYS_ENV, sharedService, type TestService } from '../support/service/service';
import {
  altered,
  type Expectation,
  expectationsAt,
  issuerOf,
  MISTAKEN_KINDS,
  oneOfEach,
  SIGNED_KINDS,
  type SignedKind,
} from '../support/tokens/token-kinds';

/** Makes a verifier of tokens of one kind and algorithm. It resolves to the claims. */
type Verify = (token: string) => Promise<unknown>;
type MakeVerifier = (jwksUri: string, alg: Algorithm, expected: Expectation) => Verify;

const fastJwt: MakeVerifier = (jwksUri, alg, { claims, issuer, audience, typ }) =>
  createVerifier({
    key: async ({ header }: { readonly header: Readonly<Record<string, unknown>> }) => {
      const { keys } = (await (await fetch(jwksUri)).json()) as { keys: (JsonWebKey & { kid: string })[] };
      const jwk = keys.find(({ kid }) => kid === header['kid']);
      if (!jwk) throw new Error('No such key');
      return createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString();
    },
    algorithms: [alg],
    requiredClaims: [...claims],
    ...(issuer !== undefined && { allowedIss: issuer }),
    ...(audience !== undefined && { allowedAud: audience }),
    ...(typ !== undefined && { checkTyp: typ }),
  }) as Verify;

const passportJwt: MakeVerifier = (jwksUri, alg, { claims, issuer, audience }) => {
  const options = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: passportJwtSecret({ jwksUri, cache: true }) as never,
    algorithms: [alg],
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  // The library has no list of required claims: its users check them in `validate`.
  const strategy = new Strategy(options, (payload, done) => {
    done(null, claims.every((name) => name in payload) && payload);
  });
  return (token) =>
    new Promise((resolve, reject) => {
      const outcome = {
        success: resolve,
        error: reject,
        fail: (why: unknown) => {
          reject(why instanceof Error ? why : new Error('Refused'));
        },
      };
      strategy.authenticate.call(
        Object.assign(Object.create(strategy) as Strategy, outcome),
        { headers: { authorization: `Bearer ${token}` } } as never,
        {},
      );
    });
};

/** passport-jwt lacks EdDSA, because neither `jsonwebtoken` nor jwks-rsa supports it. */
const LIBRARIES: readonly (readonly [string, MakeVerifier, readonly string[]])[] = [
  ['fast-jwt', fastJwt, ['RS256', 'ES256', 'EdDSA']],
  ['passport-jwt with jwks-rsa', passportJwt, ['RS256', 'ES256']],
];

describe.each(LIBRARIES)('%s with the JWKS', (_library, verifierOf, algorithms) => {
  let service: TestService;
  let owner: Credential;
  let jwksUri: string;
  let tokens: Record<SignedKind, string>;
  let expected: Readonly<Record<SignedKind, Expectation>>;

  beforeAll(async () => {
    service = await sharedService('public-keys');
    owner = await defaultCredential(service);
    const issuer = await issuerOf(service);
    jwksUri = `${issuer}/.well-known/jwks.json`;
    tokens = await oneOfEach(service, owner);
    expected = expectationsAt(issuer, owner.uuid);
  });

  const algorithmOf = (kind: SignedKind) => PUBLIC_KEYS_ENV[`${kind.toUpperCase()}_SIGNING_ALG`] as Algorithm;
  const verifier = (kind: SignedKind): Verify => verifierOf(jwksUri, algorithmOf(kind), expected[kind]);
  const isKnown = (kind: SignedKind): boolean => algorithms.includes(algorithmOf(kind));

  it.each(SIGNED_KINDS.filter(isKnown))('accepts a token of %s, and refuses an altered one', async (kind) => {
    expect(await verifier(kind)(tokens[kind])).toHaveProperty('jti');
    await expect(verifier(kind)(altered(tokens[kind]))).rejects.toThrow();
  });

  it.each(MISTAKEN_KINDS.filter(([kind]) => isKnown(kind)))(
    'that accepts tokens of %s refuses those of %s',
    async (kind, other) => {
      await expect(verifier(kind)(tokens[other])).rejects.toThrow();
    },
  );
});
