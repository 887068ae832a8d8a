import { Owner as OwnerRow } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { auth100 } from '../../apps/auth/src/wires/auth100';
import { type Route, routesOf } from '../architecture/route-inventory';
import { freshEmail, type TestOwner } from '../support/accounts/auth100-accounts';
import type { Answer, Sending } from '../support/http/http-client';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

type Owner = Omit<TestOwner, 'verificationCode'>;

/** A user whom a request is about. */
interface Target {
  readonly uuid: string;
  readonly id: number;
  readonly email: string;
}

/** What a request carries besides its path: the one thing that a new route of owners has to be taught here. */
const BODIES: Readonly<Record<string, (owner: Owner) => unknown>> = {
  'POST /users': ({ uuid }) => ({ email: freshEmail(), ownerUuid: uuid, password: STRONG_PASSWORD }),
  'PATCH /users/uuid/:uuid': () => ({ name: 'Renamed', active: false, rol: 5 }),
  'PATCH /owner': ({ uuid }) => ({ mailSenderName: 'Renamed sender', ownerUuid: uuid, uuid }),
};

/** Routes that name nobody: the credential alone says whose account it is. */
const ABOUT_CALLER = new Set(['PATCH /owner', 'GET /owner/audit']);

/** Routes that name an owner in their query. */
const NAMES_OWNER = new Set(['GET /users', 'GET /users/id/:id', 'DELETE /users/id/:id']);

/** Routes on which a foreign user is looked for and not found, instead of a foreign owner. */
const namesUser = ({ path }: Route): boolean => path.includes(':');

describe('in hardened mode, of the routes that belong to owners', () => {
  let service: TestService;
  let routes: readonly Route[];
  let owner: Owner;
  let stranger: Owner;
  let user: Target;

  beforeAll(async () => {
    service = await sharedService('hardened');
    routes = routesOf(service).filter(
      // Those of clients have a matrix of their own in `clients.spec.ts`, those of webhooks one below.
      ({ module, access, path }) =>
        module === auth100.module &&
        !/^\/owner\/(?:clients|webhooks)/u.test(path) &&
        (access === 'owner-scoped' || access === 'owner-credential'),
    );
    [owner, stranger] = [await operatorOwner(service), await operatorOwner(service)];
    user = await makeUser(owner);
  });

  const makeUser = async (of: Owner): Promise<Target> => {
    const json = { email: freshEmail(), ownerUuid: of.uuid, password: STRONG_PASSWORD };
    const { uuid } = (await service.request('POST', '/users', { json, owner: of })).json.result;
    const { id } = (await service.request('GET', `/users/uuid/${uuid}`, { owner: of })).json.result;
    return { uuid, id, email: json.email };
  };

  const call = (
    route: Route,
    named: Owner,
    target: Target,
    sending: Sending,
  ): Promise<Answer<{ readonly code?: string }>> => {
    const key = `${route.method} ${route.path}`;
    const path = route.path.replace(':uuid', target.uuid).replace(':id', String(target.id));
    if (path.includes(':')) throw new Error(`Teach this matrix the parameters of ${key}`);
    const body = BODIES[key]?.(named);
    return service.request(route.method, `${path}${NAMES_OWNER.has(key) ? `?owner=${named.uuid}` : ''}`, {
      ...sending,
      ...(body === undefined ? {} : { json: body }),
    });
  };

  const untouched = async (): Promise<unknown> =>
    (await service.request('GET', `/users/uuid/${user.uuid}`, { owner })).json;

  it('those of webhooks answer to their own owner alone', async () => {
    const webhooks = routesOf(service).filter(({ path }) => path.startsWith('/owner/webhooks'));
    const json = { url: 'https://hooks.example.com/portero' };
    const made = await service.request('POST', '/owner/webhooks', { json, owner });
    const { webhookId } = made.json.result;
    expect([webhooks.length, made.status]).toEqual([6, 201]);
    for (const { name, method, path } of webhooks) {
      const target = path.replace(':webhookId', webhookId);
      const body = method === 'POST' ? { json: path.includes(':') ? {} : json } : {};
      for (const credential of [{}, { owner: { uuid: owner.uuid, secret: stranger.secret } }]) {
        const { status } = await service.request(method, target, { ...body, ...credential });
        expect([name, status]).toEqual([name, 401]);
      }
      if (!path.includes(':')) continue;
      const foreign = await service.request(method, target, { ...body, owner: stranger });
      expect([name, foreign.status, foreign.json.code]).toEqual([name, 404, 'webhook_not_found']);
    }
    const list = async (of: Owner): Promise<readonly { readonly webhookId: string }[]> =>
      (await service.request('GET', '/owner/webhooks', { owner: of })).json.result;
    expect((await list(owner)).map(({ webhookId: id }) => id)).toEqual([webhookId]);
    expect(await list(stranger)).toEqual([]);
  });

  it('there are as many as the document and our additions have', () => {
    expect(routes.length).toBeGreaterThanOrEqual(9);
  });

  it('none answers without a credential, or to a wrong one', async () => {
    const credentials: Sending[] = [
      {},
      { owner: { uuid: owner.uuid, secret: 'wrong' } },
      { owner: { uuid: owner.uuid, secret: stranger.secret } },
      { owner: { uuid: '11111111-1111-4111-8111-111111111111', secret: owner.secret } },
      { bearer: 'x.y.z' },
      { headers: { authorization: `Basic ${owner.secret}` } },
    ];
    const before = await untouched();
    for (const route of routes) {
      for (const credential of credentials) {
        const answer = await call(route, owner, user, credential);
        expect([route.name, answer.status, answer.json.code]).toEqual([route.name, 401, 'owner_credential_invalid']);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/u);
      }
    }
    expect(await untouched()).toEqual(before);
  });

  it('none shows or touches what belongs to another owner: it is 404, and nothing changes', async () => {
    const before = await untouched();
    for (const route of routes.filter(({ method, path }) => !ABOUT_CALLER.has(`${method} ${path}`))) {
      const foreign = await call(route, owner, user, { owner: stranger });
      expect([route.name, foreign.status]).toEqual([route.name, 404]);
      expect(foreign.json.code).toMatch(/^(?:owner|user)_not_found$/u);
      if (!namesUser(route)) continue;
      const ownName = await call(route, stranger, user, { owner: stranger });
      expect([route.name, ownName.status, ownName.json.code]).toEqual([route.name, 404, 'user_not_found']);
    }
    expect(await untouched()).toEqual(before);
    expect((await service.request('GET', `/users?owner=${stranger.uuid}`, { owner: stranger })).json).toEqual({
      result: [],
    });
  });

  it('those that name nobody are about the caller, whatever else the request names', async () => {
    const own = routes.filter(({ method, path }) => ABOUT_CALLER.has(`${method} ${path}`));
    expect(own).toHaveLength(ABOUT_CALLER.size);
    const before = await service.dataSource.getRepository(OwnerRow).findOneByOrFail({ uuid: owner.uuid });
    for (const route of own) {
      const { status, text } = await call(route, owner, user, { owner: stranger });
      expect([route.name, status]).toEqual([route.name, 200]);
      for (const foreign of [owner.email, user.uuid, user.email]) expect(text).not.toContain(foreign);
    }
    expect(await service.dataSource.getRepository(OwnerRow).findOneByOrFail({ uuid: owner.uuid })).toEqual(before);
  });

  it('a foreign user and one that never was are answered with the same words', async () => {
    const nobody: Target = { uuid: '22222222-2222-4222-8222-222222222222', id: 2_000_000_000, email: '' };
    for (const route of routes.filter(namesUser)) {
      const answers = [
        await call(route, stranger, user, { owner: stranger }),
        await call(route, stranger, nobody, { owner: stranger }),
      ];
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, route.name).toBe(1);
    }
  });

  it('each answers to its own owner', async () => {
    for (const route of routes) {
      const target = await makeUser(owner);
      const answer = await call(route, owner, target, { owner });
      expect([route.name, Math.floor(answer.status / 100)]).toEqual([route.name, 2]);
    }
  });
});
