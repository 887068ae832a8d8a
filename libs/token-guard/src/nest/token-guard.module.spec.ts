import { Controller, Get, type INestApplication, Inject, Module, type ModuleMetadata, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { Identity, TokenVerifier } from '../index.js';
import { CurrentIdentity, Kinds, Public, Roles, TOKEN_VERIFIER, TokenGuard, TokenGuardModule } from '../nest.js';
import { outcomeOf, verifying } from '../testing/verifying.fixture.js';

const given = verifying();
const apps: INestApplication[] = [];

@Controller()
class OrdersController {
  constructor(@Inject(TOKEN_VERIFIER) readonly verifier: TokenVerifier) {}

  @Get()
  list(@CurrentIdentity() identity: Identity): Identity {
    return identity;
  }

  @Public()
  @Get('public')
  open(@CurrentIdentity() identity: Identity | undefined): string {
    return typeof identity;
  }

  @Roles('SELLER', 'ADMIN')
  @Get('ship')
  ship(): string {
    return 'ok';
  }

  @Roles('SELLER')
  @Public()
  @Get('both')
  both(): string {
    return 'ok';
  }

  @Kinds('client')
  @Get('clients')
  clients(): string {
    return 'ok';
  }
}

@Public()
@Controller('open')
class OpenController {
  @Get()
  all(): string {
    return 'ok';
  }

  @Roles('ADMIN')
  @Get('but-this')
  admin(): string {
    return 'ok';
  }
}

@UseGuards(TokenGuard)
@Controller('by-hand')
class ByHandController {
  @Get()
  all(): string {
    return 'ok';
  }
}

async function serve(name: string, metadata: ModuleMetadata): Promise<string> {
  @Module(metadata)
  class Root {}
  const adapter = name === 'Express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(Root, adapter, { logger: false, abortOnError: false });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

function forRoot(): ReturnType<typeof TokenGuardModule.forRoot> {
  return TokenGuardModule.forRoot({
    ...given.issuer.verifierOptions,
    clock: given.clock,
    monotonicClock: given.clock,
    realm: 'orders',
    introspection: true,
  });
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

describe.each(['Express', 'Fastify'])('the Nest module on %s', (name) => {
  const orders = (): Promise<string> =>
    serve(name, { imports: [forRoot()], controllers: [OrdersController, OpenController] });

  const get = async (url: string, token?: string): Promise<Response> =>
    fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  it('guards every route and hands over who calls', async () => {
    const url = await orders();
    expect(await (await get(url, given.issuer.mintUser())).json()).toMatchObject({ kind: 'user', roles: ['BUYER'] });
    const response = await get(url);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="orders"');
    expect(await response.json()).toEqual({ status: 401, code: 'missing_token', message: 'No token was sent.' });
  });

  it('lets everybody into public routes, and @Roles is stronger on the same or a nearer place', async () => {
    const url = await orders();
    expect(await (await get(`${url}/public`, 'nonsense')).text()).toBe('undefined');
    expect((await get(`${url}/both`)).status).toBe(401);
    expect((await get(`${url}/open`)).status).toBe(200);
    expect((await get(`${url}/open/but-this`)).status).toBe(401);
    expect((await get(`${url}/open/but-this`, given.issuer.mintUser({ roles: ['ADMIN'] }))).status).toBe(200);
  });

  it('asks for roles by name, and refuses when they are unknown', async () => {
    const url = `${await orders()}/ship`;
    const response = await get(url, given.issuer.mintUser());
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await response.json()).toMatchObject({ code: 'insufficient_role' });
    const unknown = await get(url, given.issuer.mintUser({ roles: undefined }));
    expect(await unknown.json()).toMatchObject({ status: 403, code: 'roles_unknown' });
    expect((await get(url, given.issuer.mintUser({ roles: ['ADMIN'] }))).status).toBe(200);
  });

  it('attack 5: lets clients in only where they are named', async () => {
    const url = await orders();
    const client = given.issuer.mintClient({ roles: ['ADMIN'] });
    expect(await (await get(url, client)).json()).toMatchObject({ status: 403, code: 'kind_not_accepted' });
    expect((await get(`${url}/ship`, client)).status).toBe(403);
    expect((await get(`${url}/clients`, client)).status).toBe(200);
    expect((await get(`${url}/clients`, given.issuer.mintUser())).status).toBe(403);
  });

  it('attack 7: answers no malformed header with a 5xx', async () => {
    const url = await orders();
    for (const authorization of [
      'Bearer',
      'Bearer ..',
      'Bearer a b',
      'bearer é',
      'Basic',
      `Bearer ${'x'.repeat(9000)}`,
    ]) {
      expect((await fetch(url, { headers: { authorization } })).status).toBe(401);
    }
    const twice = await fetch(url, { headers: { key: 'a'.repeat(40), 'x-api-key': 'b'.repeat(40) } });
    expect(twice.status).toBe(400);
  });

  it('answers 503 with Retry-After when the issuer cannot be asked', async () => {
    const url = await orders();
    given.issuer.misbehave('introspection', 'error');
    const response = await fetch(url, { headers: { key: given.issuer.mintOpaque() } });
    given.issuer.misbehave('introspection', undefined);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('takes options from what is injected, and can leave the guard to the routes', async () => {
    const SETTINGS = 'settings';
    const settings = { provide: SETTINGS, useValue: given.issuer.verifierOptions };
    @Module({ providers: [settings], exports: [SETTINGS] })
    class SettingsModule {}
    const guard = TokenGuardModule.forRootAsync({
      imports: [SettingsModule],
      inject: [SETTINGS],
      useFactory: (options: typeof settings.useValue) => ({
        ...options,
        clock: given.clock,
        monotonicClock: given.clock,
      }),
      guardEveryRoute: false,
    });
    const url = await serve(name, { imports: [guard], controllers: [OrdersController, ByHandController] });
    expect((await get(`${url}/by-hand`)).status).toBe(401);
    expect((await get(`${url}/by-hand`, given.issuer.mintUser())).status).toBe(200);
    expect((await get(`${url}/ship`)).status).toBe(200);
  });
});

describe('the life of the module', () => {
  it('ends the verifier with the application', async () => {
    await serve('Fastify', { imports: [forRoot()], controllers: [OrdersController] });
    const [app] = apps.splice(0);
    const verifier = app!.get<TokenVerifier>(TOKEN_VERIFIER);
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
    await app!.close();
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('verifier_closed');
  });

  it('may wait at the start until keys and revocations are there', async () => {
    given.issuer.misbehave('jwks', 'error');
    const options = { ...given.issuer.verifierOptions, waitUntilReady: true };
    await expect(serve('Fastify', { imports: [TokenGuardModule.forRoot(options)] })).rejects.toMatchObject({
      code: 'keys_unavailable',
    });
    given.issuer.misbehave('jwks', undefined);
  });
});
