import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { describe, expect, it } from 'vitest';
import {
  graphqlAdapter,
  identityOf,
  messageAdapter,
  Roles,
  TokenGuard,
  type TokenGuardModuleOptions,
} from '../nest.js';
import { verifying } from '../testing/verifying.fixture.js';

const given = verifying();

class Resolver {
  @Roles('BUYER')
  orders(): void {
    // The context of a guarded handler.
  }
}

/** As Nest calls guards of resolvers and message handlers. */
function contextOf(type: string, ...parameters: unknown[]): ExecutionContext {
  const context = new ExecutionContextHost(parameters, Resolver, Resolver.prototype.orders);
  context.setType(type);
  return context;
}

function guard(adapters: TokenGuardModuleOptions['adapters'] = {}): TokenGuard {
  return new TokenGuard(given.verifier(), { ...given.issuer.verifierOptions, adapters }, new Reflector());
}

const withToken = (token: string): object => ({ req: { headers: { authorization: `Bearer ${token}` } } });

describe('a context that is not HTTP', () => {
  it.each(['graphql', 'rpc', 'ws', 'something'])('of type %s is refused until it has an adapter', async (type) => {
    const request = withToken(given.issuer.mintUser());
    const call = guard().canActivate(contextOf(type, {}, {}, request, {}));
    await expect(call).rejects.toMatchObject({ code: 'missing_token' });
  });
});

describe('a GraphQL call', () => {
  it('is guarded by the request in its context', async () => {
    const context = contextOf('graphql', {}, {}, withToken(given.issuer.mintUser()), {});
    expect(await guard({ graphql: graphqlAdapter() }).canActivate(context)).toBe(true);
    expect(identityOf(context)).toMatchObject({ kind: 'user', roles: ['BUYER'] });
  });

  it.each([[undefined], [{}], [{ req: {} }], [{ req: { headers: {} } }]])(
    'without a token is refused: %j',
    async (each) => {
      const call = guard({ graphql: graphqlAdapter() }).canActivate(contextOf('graphql', {}, {}, each, {}));
      await expect(call).rejects.toMatchObject({ code: 'missing_token' });
    },
  );

  it('is asked for its roles', async () => {
    const context = contextOf('graphql', {}, {}, withToken(given.issuer.mintUser({ roles: ['SELLER'] })), {});
    const call = guard({ graphql: graphqlAdapter() }).canActivate(context);
    await expect(call).rejects.toMatchObject({ code: 'insufficient_role' });
  });
});

describe('a message', () => {
  class MessageError extends Error {}
  const adapter = messageAdapter({
    token: (context) => context.switchToRpc().getContext<{ token?: string }>().token,
    exception: ({ code }) => new MessageError(code),
  });

  it('is guarded by the token that the adapter finds', async () => {
    const context = contextOf('rpc', { order: 1 }, { token: given.issuer.mintUser() });
    expect(await guard({ rpc: adapter }).canActivate(context)).toBe(true);
    expect(identityOf(context)).toMatchObject({ kind: 'user' });
  });

  it('is refused with the error that its transport understands', async () => {
    const call = guard({ rpc: adapter }).canActivate(contextOf('rpc', {}, {}));
    await expect(call).rejects.toEqual(new MessageError('missing_token'));
  });

  it('forgets who called before with the same object', async () => {
    const carrier: { token?: string } = { token: given.issuer.mintUser() };
    await guard({ rpc: adapter }).canActivate(contextOf('rpc', {}, carrier));
    delete carrier.token;
    const context = contextOf('rpc', {}, carrier);
    await expect(guard({ rpc: adapter }).canActivate(context)).rejects.toBeInstanceOf(MessageError);
    expect(identityOf(context)).toBeUndefined();
  });
});
