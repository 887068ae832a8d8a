import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, type TestOwner, type TestUser, verifiedUser } from '../support/auth100-accounts';
import { basic } from '../support/http-client';
import { sharedService, type TestService } from '../support/service';
import { expectCleanRefusal } from './outcomes';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token whose header and claims are as given, signed by HMAC under a key of the attacker's. */
function forge(header: object, claims: object, key = 'secret', hash = 'sha256'): string {
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
}

describe('the Authorization header', () => {
  let service: TestService;
  let owner: TestOwner;
  let user: TestUser;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
    user = await verifiedUser(service, owner);
  });

  const SHAPES: readonly string[] = [
    '',
    ' ',
    'Basic',
    'Basic ',
    'basic\t',
    'Basic Og==',
    'Basic ====',
    'Basic !!!!',
    'Basic YTpi YTpi',
    `Basic ${Buffer.from('no-colon').toString('base64')}`,
    `Basic ${Buffer.from('11111111-1111-4111-8111-111111111111:').toString('base64')}`,
    `Basic ${Buffer.from("' OR 1=1--:x").toString('base64')}`,
    `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x00]).toString('base64')}`,
    `Basic ${'A'.repeat(8_000)}`,
    'Bearer',
    'Bearer ',
    'Bearer null',
    'Bearer undefined',
    'Bearer a.b.c',
    'Bearer ..',
    'Bearer a.b',
    'Bearer a.b.c.d.e',
    `Bearer ${'x'.repeat(10_000)}`,
    'bearer bearer bearer',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    'Digest username="x"',
    'Negotiate AAAA',
    ',',
    '{}',
    'Bearer é',
  ];

  it.each(SHAPES)('in any shape is refused where it is needed, and fails nothing: %s', async (authorization) => {
    const headers = { authorization };
    for (const [method, path] of [
      ['POST', '/auth/logout'],
      ['DELETE', `/users/uuid/${user.uuid}/sessions`],
      ['PATCH', `/users/uuid/${user.uuid}`],
    ] as const) {
      const answer = await service.request(method, path, { headers });
      expectCleanRefusal(answer, `${method} ${path} with ${authorization.slice(0, 60)}`);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^(?:Basic|Bearer) realm=/u);
    }
    const optional = await service.request('GET', `/users/uuid/${user.uuid}`, { headers });
    expect(optional.status, authorization).toBe(/^\s*basic\b/iu.test(authorization) ? 401 : 200);
  });

  it('with an owner credential that is wrong is 401, also where none is needed', async () => {
    const wrong = [
      { uuid: owner.uuid, secret: 'wrong' },
      { uuid: owner.uuid, secret: '' },
      { uuid: owner.uuid, secret: `${owner.secret} ` },
      { uuid: owner.uuid, secret: PASSWORD },
      { uuid: '11111111-1111-4111-8111-111111111111', secret: owner.secret },
      { uuid: (await registerOwner(service)).uuid, secret: owner.secret },
    ];
    for (const credential of wrong) {
      for (const path of [
        `/users?owner=${owner.uuid}`,
        `/users/uuid/${user.uuid}`,
        `/users/id/${user.id}?owner=${owner.uuid}`,
      ]) {
        const answer = await service.request('GET', path, { owner: credential });
        expect([answer.status, answer.json.code]).toEqual([401, 'owner_credential_invalid']);
      }
    }
    const capitals = { uuid: owner.uuid.toUpperCase(), secret: owner.secret };
    expect(
      (await service.request('GET', `/users?owner=${owner.uuid}`, { headers: { authorization: basic(capitals) } }))
        .status,
    ).toBe(200);
  });

  it('with a forged token is 401: no algorithm, another one, another key, another kind', async () => {
    const claims: { readonly id: number } = JSON.parse(
      Buffer.from(user.accessToken.split('.')[1] ?? '', 'base64url').toString(),
    );
    const [head = '', body = '', signature = ''] = user.accessToken.split('.');
    const forged = [
      ...['none', 'None', 'NONE', 'nOnE', '', null, ['HS256'], 'HS256 '].map(
        (alg) => `${base64url({ alg, typ: 'JWT' })}.${body}.`,
      ),
      ...['none', 'HS384', 'HS512', 'RS256', 'ES256', 'PS256'].map(
        (alg) => `${base64url({ alg, typ: 'JWT' })}.${body}.${signature}`,
      ),
      ...['', 'secret', 'null', owner.secret, PASSWORD].map((key) =>
        key === '' ? '' : forge({ alg: 'HS256', typ: 'JWT' }, claims, key),
      ),
      forge({ alg: 'HS256', typ: 'JWT', kid: '../../../../dev/null' }, claims, '\0'),
      forge({ alg: 'HS256', typ: 'JWT', kid: "x' UNION SELECT 'secret" }, claims),
      forge({ alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: Buffer.from('secret').toString('base64url') } }, claims),
      forge({ alg: 'HS256', typ: 'JWT', jku: 'http://127.0.0.1/keys', x5u: 'http://127.0.0.1/x' }, claims),
      forge({ alg: 'HS512', typ: 'JWT' }, claims, 'secret', 'sha512'),
      `${head}.${base64url({ ...claims, id: claims.id + 1 })}.${signature}`,
      `${head}.${base64url({ ...claims, rol: 5 })}.${signature}`,
      `${head}.${base64url({ ...claims, jti: null })}.${signature}`,
      `${head}.${body}.${signature.slice(0, -2)}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      user.refreshToken,
    ];
    for (const bearer of forged) {
      const answer = await service.request('POST', '/auth/logout', { bearer });
      expectCleanRefusal(answer, bearer.slice(0, 80));
      expect(answer.status).toBe(401);
    }
    const refreshes = [user.accessToken, ...forged.filter((token) => token !== '' && token !== user.refreshToken)];
    for (const refreshToken of refreshes) {
      const answer = await service.request('POST', '/auth/refresh', { json: { refreshToken } });
      expect([answer.status, answer.json.code]).toEqual([401, 'token_invalid']);
    }
    expect((await service.request('POST', '/auth/logout', { bearer: user.accessToken })).status).toBe(200);
  });
});

describe('headers that name a host', () => {
  it.each([
    ['Host', { host: 'evil.example' }],
    [
      'X-Forwarded-Host',
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', 'x-forwarded-port': '1' },
    ],
    ['Forwarded', { forwarded: 'for=1.2.3.4;host=evil.example;proto=http' }],
    ['X-Original-URL', { 'x-original-url': '/evil.example', 'x-rewrite-url': '/evil.example' }],
  ])('never reach an answer: %s', async (_name, headers) => {
    const service = await sharedService();
    const owner = await registerOwner(service);
    for (let count = 0; count < 2; count += 1) await verifiedUser(service, owner);
    const page = await service.request('GET', `/users?owner=${owner.uuid}&limit=1`, { headers });
    expect(page.status).toBe(200);
    expect(page.headers.get('link')).toMatch(/^<\/users\?/u);
    for (const path of ['/', '/openapi.json', '/docs', '/nothing']) {
      const { text, headers: answered } = await service.request('GET', path, {
        headers: { ...headers, accept: 'application/json' },
      });
      expect(text).not.toContain('evil.example');
      expect([...answered.values()].join()).not.toContain('evil.example');
    }
  });
});
