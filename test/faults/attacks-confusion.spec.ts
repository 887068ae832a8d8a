import { beforeAll, describe, expect, it } from 'vitest';
import { SigningKeys } from '@portero/identity';
import { routesOf } from '../architecture/route-inventory';
import {
  asking,
  claimsIn,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  headerIn,
  logInBy,
} from '../support/tokens/back-end';
import { compact, signedWith } from '../support/tokens/forged-tokens';
import { operatorOwner } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';
import {
  type TokenRouteContext,
  contextFor,
  contextOf,
  TOKEN_ROUTES,
  routesFor,
} from '../support/dialects/token-routes';
import { expectAccepted, expectRefused } from './refusals';

/** The dialects whose refresh tokens are not their access tokens. */
const WITH_REFRESH = ['auth100', 'koko', 'simplejwt'] as const;
const WITH_JWT = ['auth100', 'koko', 'bookker', 'simplejwt'] as const;

describe.each(['documented', 'public-keys'] as const)('tokens in the wrong place (%s)', (mode) => {
  let service: TestService;
  let context: TokenRouteContext;
  let ask: ReturnType<typeof asking>;

  beforeAll(async () => {
    service = await sharedService(mode);
    context = await contextOf(service);
    ask = asking(service, context.owner);
  });

  const isJwt = ({ access }: DialectSession): boolean => access.includes('.');

  /** Whether it takes such a token at all. */
  const takes = (route: (typeof TOKEN_ROUTES)[number], session: DialectSession, use: 'access' | 'refresh'): boolean =>
    (route.dialect === null || route.dialect === session.dialect) &&
    route.takes.includes(use) &&
    (isJwt(session) || !route.name.endsWith('of a jwt'));

  describe.each(DIALECT_NAMES)('of %s', (dialect) => {
    it('attack 4: the routes of its own dialect accept an access token; those of other dialects and of refresh tokens refuse it', async () => {
      const session = await logInBy(service, dialect);
      const others = TOKEN_ROUTES.filter((route) => !takes(route, session, 'access'));
      expect(others.length).toBeGreaterThan(7);
      await expectRefused(contextFor(context, session), others, session.access, `access of ${dialect}`);
      for (const route of TOKEN_ROUTES.filter((each) => takes(each, session, 'access'))) {
        const fresh = await logInBy(service, dialect);
        await expectAccepted(contextFor(context, fresh), [route], fresh.access, `access of ${dialect}`);
      }
    });

    it('attack 4: a standard token got for one of its tokens opens nothing of the dialect', async () => {
      const session = await logInBy(service, dialect);
      const { json } = await ask.token(exchangeOf(session.access));
      const legacy = TOKEN_ROUTES.filter((route) => route.dialect !== null);
      await expectRefused(contextFor(context, session), legacy, json.access_token, `standard token of ${dialect}`);
    });

    it('attack 4: an opaque text made of parts of a token is none', async () => {
      const session = await logInBy(service, dialect);
      const parts = [...session.access.split('.').slice(0, 3), `${session.access}.${session.access}`, session.userUuid];
      const jti = isJwt(session) ? [String(claimsIn(session.access).jti)] : [];
      for (const text of [...parts, ...jti].filter((part) => part !== session.access))
        await expectRefused(contextFor(context, session), routesFor(dialect), text, 'a part');
    });
  });

  it.each(WITH_REFRESH)(
    'attack 4: a refresh token of %s is no access token, and none of another dialect',
    async (dialect) => {
      const session = await logInBy(service, dialect);
      const others = TOKEN_ROUTES.filter((route) => !takes(route, session, 'refresh'));
      await expectRefused(contextFor(context, session), others, session.refresh!, `refresh of ${dialect}`);
      for (const route of TOKEN_ROUTES.filter((each) => takes(each, session, 'refresh'))) {
        const fresh = await logInBy(service, dialect);
        await expectAccepted(contextFor(context, fresh), [route], fresh.refresh!, `refresh of ${dialect}`);
      }
    },
  );

  it.each(WITH_JWT)('attack 4: the key of %s signs nothing for a session of another dialect', async (signer) => {
    const sample = (await logInBy(service, signer)).access;
    const [key] = await service.app.get(SigningKeys).all(signer);
    for (const dialect of WITH_JWT.filter((each) => each !== signer)) {
      const session = await logInBy(service, dialect);
      const claims = { ...claimsIn(sample), jti: claimsIn(session.access).jti };
      const stolen = compact(headerIn(sample), claims, signedWith(key!));
      await expectRefused(contextFor(context, session), TOKEN_ROUTES, stolen, `${signer} naming ${dialect}`);
    }
  });

  it.each(['auth100', 'simplejwt'] as const)(
    'attack 4: the id of a refresh token of %s makes no access token',
    async (dialect) => {
      const session = await logInBy(service, dialect);
      const [key] = await service.app.get(SigningKeys).all(dialect);
      const claims = { ...claimsIn(session.access), jti: claimsIn(session.refresh!).jti };
      const swapped = compact(headerIn(session.access), claims, signedWith(key!));
      const routes = TOKEN_ROUTES.filter(({ name }) => name !== 'POST /oauth/introspect');
      await expectRefused(contextFor(context, session), routes, swapped, `swapped id of ${dialect}`);
      expect((await ask.introspect({ token: swapped })).json.token_use).not.toBe('access');
    },
  );

  it('attack 4: a token of one owner is nothing to another one who asks', async () => {
    const other = await operatorOwner(service);
    for (const dialect of DIALECT_NAMES) {
      const session = await logInBy(service, dialect);
      const asOther = TOKEN_ROUTES.filter(({ name }) => name.startsWith('POST /oauth/'));
      expect(asOther).toHaveLength(3);
      await expectRefused({ ...context, owner: other }, asOther, session.access, `${dialect} at another owner`);
    }
  });

  it("attack 5: no route accepts an owner's own token as a user's", async () => {
    const { json } = await ask.token({ grant_type: 'client_credentials' });
    const token: string = json.access_token;
    const routes = TOKEN_ROUTES.filter(({ name }) => name !== 'POST /oauth/introspect');
    await expectRefused(context, routes, token, 'client token');
    const about = (await ask.introspect({ token })).json;
    expect(about).toMatchObject({ active: true, sub: context.owner.uuid, client_id: context.owner.uuid });
    for (const name of ['username', 'user_id', 'roles', 'dialect']) expect(about).not.toHaveProperty(name);
  });

  it('attacks 4 and 5: no route that takes a bearer token is missing here', () => {
    const tried = new Set(TOKEN_ROUTES.map(({ name }) => name.split(/ by |, /u)[0]));
    const wanting = routesOf(service).filter(({ access }) => access === 'bearer' || access === 'signed-bearer');
    expect(wanting.length).toBeGreaterThan(6);
    expect(wanting.map(({ method, path }) => `${method} ${path}`).filter((name) => !tried.has(name))).toEqual([]);
  });
});
