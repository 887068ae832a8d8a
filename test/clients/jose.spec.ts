import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  type Credential,
  defaultCredential,
  type DialectSession,
  exchangeOf,
  headerIn,
  logInBy,
} from '../support/tokens/back-end';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import type { LooseJson } from '../support/http/http-client';
import { startService, type TestService } from '../support/service/service';
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

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

/** The algorithm of each kind of token. In three turns, every kind is signed with every algorithm. */
const TURNS = [0, 1, 2].map((turn) =>
  Object.fromEntries(SIGNED_KINDS.map((kind, place) => [kind, ALGORITHMS[(place + turn) % 3]!] as const)),
) as readonly unknown[] as readonly Readonly<Record<SignedKind, string>>[];

describe.each(TURNS)('jose with the JWKS, tokens signed with %o', (algorithms) => {
  let service: TestService;
  let owner: Credential;
  let keys: JWTVerifyGetKey;
  let tokens: Record<SignedKind, string>;
  let expected: Readonly<Record<SignedKind, Expectation>>;

  beforeAll(async () => {
    service = await startService(
      Object.fromEntries(SIGNED_KINDS.map((kind) => [`${kind.toUpperCase()}_SIGNING_ALG`, algorithms[kind]])),
    );
    owner = await defaultCredential(service);
    const issuer = await issuerOf(service);
    keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    expected = expectationsAt(issuer, owner.uuid);
    tokens = await oneOfEach(service, owner);
  });

  afterAll(async () => {
    await service.stop();
  });

  const optionsFor = (kind: SignedKind): JWTVerifyOptions => {
    const { claims, ...rest } = expected[kind];
    return { algorithms: [algorithms[kind]], requiredClaims: [...claims], ...rest };
  };

  /** An operation of each dialect that succeeds only with a live access token. */
  const useAccess: Readonly<Record<string, (session: DialectSession) => Promise<{ readonly status: number }>>> = {
    auth100: ({ access }) => service.request('POST', '/auth/logout', { bearer: access }),
    koko: ({ access }) => service.request('POST', '/api/oauth/logout', { bearer: access }),
    bookker: ({ access }) => service.request('GET', '/api/v1/login/refresh', { bearer: access }),
    simplejwt: ({ access }) => service.request('POST', '/api/token/verify/', { json: { token: access } }),
  };

  const refresh = async ({ dialect, access, refresh: token }: DialectSession): Promise<LooseJson> => {
    const under = EVERY_DIALECT.find(({ name }) => name === dialect)!;
    const session = {
      auth100: { result: { refreshToken: token } },
      koko: { data: { access_token: access, refresh_token: token } },
      bookker: { token: access },
      simplejwt: { refresh: token },
    };
    const answer = await under.useSession(service, session[dialect as keyof typeof session]);
    expect(answer.status).toBe(200);
    const { result, data, token: renewed, access: accessed } = answer.json as LooseJson;
    return result?.accessToken ?? data?.access_token ?? renewed ?? accessed;
  };

  it.each(SIGNED_KINDS)('accepts a token of %s', async (kind) => {
    const { protectedHeader } = await jwtVerify(tokens[kind], keys, optionsFor(kind));
    expect(protectedHeader).toMatchObject({ alg: algorithms[kind], kid: expect.any(String) });
    await expect(jwtVerify(altered(tokens[kind]), keys, optionsFor(kind))).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  it.each(MISTAKEN_KINDS)('that accepts tokens of %s refuses those of %s', async (kind, other) => {
    await expect(jwtVerify(tokens[other], keys, optionsFor(kind))).rejects.toThrow();
  });

  it.each(SIGNED_KINDS.filter((kind) => kind !== 'oauth'))(
    'accepts the refreshed token of %s, and so does the service',
    async (dialect) => {
      const session = await logInBy(service, dialect);
      const access: string = await refresh(session);
      await jwtVerify(access, keys, optionsFor(dialect));
      const { json } = await asking(service, owner).introspect({ token: access });
      expect(json).toMatchObject({ active: true, dialect, sub: session.userUuid });
      expect((await useAccess[dialect]!({ ...session, access })).status).toBe(200);
    },
  );

  it('attack 4: refuses a standard token for another audience or of another issuer', async () => {
    const { access } = await logInBy(service, 'koko');
    const { token } = asking(service, owner);
    const { json: narrow } = await token(exchangeOf(access, { audience: 'https://billing.example.com' }));
    const { json: plain } = await token(exchangeOf(access));
    const options = optionsFor('oauth');
    await jwtVerify(plain.access_token, keys, options);
    for (const [sent, expectation, claim] of [
      [narrow, options, 'aud'],
      [plain, { ...options, issuer: 'https://auth.example.com' }, 'iss'],
    ] as const)
      await expect(jwtVerify(sent.access_token, keys, expectation)).rejects.toMatchObject({ claim });
  });

  it.each(['auth100', 'simplejwt'] as const)('can tell a refresh token of %s from an access token', async (dialect) => {
    const { refresh: token } = await logInBy(service, dialect);
    expect(headerIn(token!).alg).toBe(algorithms[dialect]);
    const verified = jwtVerify<{ token_type: string }>(token!, keys, optionsFor(dialect));
    if (dialect === 'auth100') await expect(verified).rejects.toThrow('missing required "exp" claim');
    else expect((await verified).payload.token_type).toBe('refresh');
  });
});
