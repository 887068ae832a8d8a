import { ContextVariable } from '@portero/database';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '@test/support/http/http-client';
import { HARDENED_ENV, startService, type TestService } from '@test/support/service/service';
import {
  asking,
  type Credential,
  defaultCredential,
  type DialectSession,
  logInBy,
} from '@test/support/tokens/back-end';
import { routesOf } from '../architecture/route-inventory';

/** What the requests are made of. */
interface World {
  readonly service: TestService;
  readonly owner: Credential;
  readonly session: DialectSession;
}

/** Requests to a route: good ones, and all kinds of refused ones. */
type Requests = (world: World) => readonly Promise<Answer>[];

const WRONG: Credential = { uuid: 'a367d66b-c695-43fc-bccd-f7964059d45c', secret: 'wrong' };
const COUNTRY = { country: 'US' };

const read =
  (path: (world: World) => string): Requests =>
  (world) =>
    [world.owner, WRONG, { ...world.owner, secret: 'wrong' }, null].map((owner) =>
      world.service.request('GET', path(world), { headers: COUNTRY, ...(owner === null ? {} : { owner }) }),
    );

const REQUESTS: Readonly<Record<string, Requests>> = {
  'POST /oauth/introspect': ({ service, owner, session }) => [
    ...[session.access, session.refresh!, 'f'.repeat(40), `${session.access}x`].map((token) =>
      asking(service, owner).introspect({ token }),
    ),
    asking(service, WRONG).introspect({ token: session.access }),
    asking(service, { ...owner, secret: 'wrong' }).introspect({ token: session.access }),
    service.request('POST', '/oauth/introspect', { owner, json: {} }),
    service.request('POST', '/oauth/introspect', { form: { client_id: owner.uuid, client_secret: 'wrong' } }),
  ],
  'GET /forward-auth': ({ service, session }) =>
    [{}, { authorization: `Bearer ${session.access}` }, { authorization: `Bearer ${session.access}x` }].map((headers) =>
      service.request('GET', '/forward-auth?role=nobody', { headers }),
    ),
  'POST /api/token/verify': ({ service, session }) =>
    [session.access, session.refresh!, 'x', ''].map((token) =>
      service.request('POST', '/api/token/verify/', { json: { token } }),
    ),
  'GET /.well-known/jwks.json': read(() => '/.well-known/jwks.json'),
  'GET /.well-known/oauth-authorization-server': read(() => '/.well-known/oauth-authorization-server'),
  'GET /.well-known/oauth-authorization-server/*': read(() => '/.well-known/oauth-authorization-server/elsewhere'),
  'GET /livez': read(() => '/livez'),
  'GET /users': read(({ owner }) => `/users?owner=${owner.uuid}`),
  'GET /users/id/:id': read(({ owner }) => `/users/id/1?owner=${owner.uuid}`),
  'GET /users/uuid/:uuid': read(({ session }) => `/users/uuid/${session.userUuid}`),
  'GET /roles': read(() => '/roles'),
  'GET /countries': read(() => '/countries'),
  'GET /api/v2/location': read(() => '/api/v2/location'),
};

describe.each([
  ['documented', {}],
  ['hardened', HARDENED_ENV],
])('a route of the %s mode that declares to need no context', (_mode, env) => {
  let world: World;
  /** From where the request was asked for. */
  let asked: string[] = [];
  const { get, run } = ContextVariable.prototype;

  beforeAll(async () => {
    const service = await startService({ ...env, RATE_LIMITS: 'on' });
    world = { service, owner: await defaultCredential(service), session: await logInBy(service, 'simplejwt') };
    return () => service.stop();
  });

  beforeEach(() => {
    asked = [];
    // The request is known instead, as an object that only these requests have.
    const told = new WeakSet<object>();
    vi.spyOn(ContextVariable.prototype, 'join').mockImplementation(function tell<Result>(
      this: ContextVariable<object>,
      origin: object,
      work: () => Result,
    ): Result {
      const copy = { ...origin };
      told.add(copy);
      return run.call(this, copy, work) as Result;
    });
    vi.spyOn(ContextVariable.prototype, 'get').mockImplementation(function watch(this: ContextVariable<object>) {
      const value = get.call(this);
      if (value !== undefined && told.has(value)) asked.push(new Error('asked').stack ?? '');
      return value;
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('has requests here', () => {
    const declared = routesOf(world.service).filter(({ needsNoContext }) => needsNoContext);
    expect(declared.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it.each(Object.entries(REQUESTS))('never asks for its request: %s', async (_route, requests) => {
    const answers = await Promise.all(requests(world));
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect(ContextVariable.prototype.join).toHaveBeenCalledTimes(answers.length);
    expect(asked).toEqual([]);
  });
});
