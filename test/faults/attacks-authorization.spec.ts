import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../architecture/route-inventory';
import {
  PASSWORD,
  registerOwner,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { basic } from '../support/http/http-client';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { sharedService, type TestService } from '../support/service/service';
import { expectCleanRefusal } from './outcomes';

const AT_EVERY_DOOR = process.env['FORGERIES'] === 'at every door';

/** Authorization headers, none of which says anything. */
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
  'Bearer\t\t',
  `Bearer ${'.'.repeat(2_000)}`,
  `Bearer ${'['.repeat(2_000)}`,
  `Bearer ${Buffer.from('[]').toString('base64url')}.e30.AAAA`,
  `Bearer ${Buffer.from('{"alg":"HS256","crit":["b64"],"b64":false}').toString('base64url')}.e30.AAAA`,
];

describe('attack 7: the Authorization header', () => {
  let service: TestService;
  let owner: TestOwner;
  let user: TestUser;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
    user = await verifiedUser(service, owner);
  });

  /** Every route, with what names nobody in the place of parameters. */
  const everyRoute = () =>
    routesOf(service)
      .filter(({ method }) => method !== 'OPTIONS')
      .map(({ method, path, access }) => ({ method, access, path: path.replaceAll(/:[a-zA-Z]+/gu, '0') }));

  /** Every route that wants the header, and in turn one in four of those that anybody may call; in slow runs all of them. */
  const routesFor = (authorization: string) => {
    const turn = SHAPES.indexOf(authorization);
    const open = (access: unknown) => access === 'public' || access === 'password';
    return everyRoute().filter(({ access }, place) => AT_EVERY_DOOR || !open(access) || place % 4 === turn % 4);
  };

  it.each(SHAPES)(
    'in any form makes no route fail, and gives no access to a route that needs it: %s',
    async (authorization) => {
      for (const { method, path, access } of routesFor(authorization)) {
        const { status } = await service.request(method, path, { headers: { authorization } });
        const what = `${method} ${path}: ${status}`;
        expect(status, what).toBeLessThan(500);
        if (['bearer', 'signed-bearer', 'owner-credential'].includes(String(access)))
          expect([400, 401], what).toContain(status);
      }
    },
  );

  it('with any bytes makes no route fail that needs it', async () => {
    const wanting = everyRoute().filter(({ access }) => access !== 'public' && access !== 'password');
    expect(wanting.length).toBeGreaterThan(15);
    const value = fc.tuple(
      fc.constantFrom('', 'Bearer ', 'Basic ', 'bEARER\t', 'BASIC  '),
      fc.uint8Array({ maxLength: 60 }),
    );
    const some = fc.constantFrom(...wanting);
    const expectRefusal = async (route: (typeof wanting)[number], [scheme, bytes]: [string, Uint8Array]) => {
      const text = Buffer.from(bytes)
        .toString('latin1')
        .replaceAll(/[\r\n]/gu, '');
      const head = rawRequest(`${route.method} ${route.path} HTTP/1.1`, [`Authorization: ${scheme}${text}`]);
      const { status } = await sendRaw(service.origin, Buffer.from(head, 'latin1'));
      expect(status, `${route.method} ${route.path}`).toBeGreaterThanOrEqual(400);
      expect(status, `${route.method} ${route.path}`).toBeLessThan(500);
    };
    await fc.assert(fc.asyncProperty(some, value, expectRefusal), { numRuns: 200 });
  });

  it.each(SHAPES)('in any shape is refused where Auth100 needs it, and fails nothing: %s', async (authorization) => {
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
});
