import { beforeAll, describe, expect, it } from 'vitest';
import { asking, DIALECT_NAMES, type DialectSession, exchangeOf, logInBy } from '../support/tokens/back-end';
import { type TokenRouteContext, contextFor, contextOf, routesFor } from '../support/dialects/token-routes';
import { sharedService, type TestService } from '../support/service/service';
import { expectRefused } from './refusals';

/** What happens to a user, over the wire; by none of these is a token sent back. */
const EVENTS: Readonly<
  Record<string, (context: TokenRouteContext, session: DialectSession) => Promise<{ readonly status: number }>>
> = {
  disabled: ({ service, owner }, { userUuid }) =>
    service.request('PATCH', `/users/uuid/${userUuid}`, { json: { active: false }, owner }),
  'disabled and enabled again': async ({ service, owner }, { userUuid }) => {
    await service.request('PATCH', `/users/uuid/${userUuid}`, { json: { active: false }, owner });
    return service.request('PATCH', `/users/uuid/${userUuid}`, { json: { active: true }, owner });
  },
  deleted: ({ service, owner }, { userUuid }) => service.request('DELETE', `/users/uuid/${userUuid}`, { owner }),
  'given a new password': async ({ service, owner }, { email }) => {
    const name = { email, ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const { verificationCodePassword } = asked.json.result;
    const json = { ...name, verificationCodePassword, password: 'another-horse-battery' };
    return service.request('PUT', '/users/change-password', { json });
  },
};

describe.each(DIALECT_NAMES)('attack 6: the tokens of %s of a user that was', (dialect) => {
  let service: TestService;
  let context: TokenRouteContext;

  beforeAll(async () => {
    service = await sharedService();
    context = await contextOf(service);
  });

  it.each(Object.keys(EVENTS))(
    '%s open nothing any more: access, refresh, verify, introspect, exchange, forward-auth',
    async (event) => {
      const session = await logInBy(service, dialect);
      const { introspect, token } = asking(service, context.owner);
      const standard: string = (await token(exchangeOf(session.access))).json.access_token;
      const tokens = [session.access, standard, ...(session.refresh === null ? [] : [session.refresh])];
      for (const each of tokens) expect((await introspect({ token: each })).json.active).toBe(true);
      expect((await EVENTS[event]!(context, session)).status).toBe(200);
      for (const each of tokens) await expectRefused(contextFor(context, session), routesFor(dialect), each, event);
    },
  );
});
