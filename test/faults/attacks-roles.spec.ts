import { beforeAll, describe, expect, it } from 'vitest';
import { plantUser } from '../support/accounts/planted-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { type TokenRouteContext, contextFor, contextOf, routesFor } from '../support/dialects/token-routes';
import { sharedService, type TestService } from '../support/service/service';
import {
  asking,
  claimsIn,
  type Credential,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  TOKENS_IN,
} from '../support/tokens/back-end';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { expectRefused } from './refusals';

const [USER, SEMIADMIN, ADMIN] = [1, 4, 5];

/** Dialects whose own access tokens say the role; those of the others only name the user. */
const SAY_THE_ROLE: readonly string[] = ['auth100', 'bookker'];

/** Ways to take a role away, over the wire. */
const DEMOTIONS: Readonly<Record<string, readonly object[]>> = {
  alone: [{ rol: USER }],
  'with other fields': [{ name: 'Ana', rol: USER, phone: null, active: true }],
  'to another role first': [{ rol: SEMIADMIN }, { rol: USER }],
  'while it is disabled': [{ active: false }, { rol: USER }, { active: true }],
};

describe.each(DIALECT_NAMES)('attack 46: an administrator who logged in by %s and is demoted by PATCH', (dialect) => {
  let service: TestService;
  let context: TokenRouteContext;

  beforeAll(async () => {
    service = await sharedService();
    context = await contextOf(service);
  });

  async function administrator(): Promise<DialectSession> {
    const email = freshEmail();
    const user = await plantUser(service, { email, password: STRONG_PASSWORD, username: null, roleId: ADMIN });
    return { dialect, ...(await logIn(email)), userUuid: user.uuid, email };
  }

  async function logIn(email: string): Promise<{ access: string; refresh: string | null }> {
    const { loginPath, login } = EVERY_DIALECT.find(({ name }) => name === dialect)!;
    const answer = await service.request(
      'POST',
      loginPath,
      login({ email, password: STRONG_PASSWORD }, context.owner.uuid),
    );
    expect(answer.status).toBe(200);
    return TOKENS_IN[dialect]!(answer.json);
  }

  async function patch({ userUuid }: DialectSession, json: object, owner: Credential = context.owner): Promise<void> {
    expect((await service.request('PATCH', `/users/uuid/${userUuid}`, { json, owner })).status).toBe(200);
  }

  const isAdmin = async (token: string): Promise<boolean> =>
    (await service.request('GET', '/forward-auth?role=ADMIN', { bearer: token })).status === 200;
  const rolesOf = async (token: string): Promise<unknown> =>
    (await asking(service, context.owner).introspect({ token })).json.roles;
  const exchanged = async (token: string) => asking(service, context.owner).token(exchangeOf(token));

  /** Nothing that was issued before says or gives the old role any more. */
  async function expectNoAdmin(session: DialectSession, standard: string): Promise<void> {
    for (const token of [session.access, standard]) expect(await isAdmin(token)).toBe(false);
    await expectRefused(
      context,
      routesFor(dialect, 'access').filter(({ dialect: of }) => of === null),
      standard,
      'standard',
    );
    if (SAY_THE_ROLE.includes(dialect))
      await expectRefused(contextFor(context, session), routesFor(dialect, 'access'), session.access, 'demoted');
  }

  it.each(Object.entries(DEMOTIONS))('%s has the old role nowhere', async (_how, changes) => {
    const session = await administrator();
    const standard: string = (await exchanged(session.access)).json.access_token;
    expect([await isAdmin(session.access), await isAdmin(standard)]).toEqual([true, true]);
    for (const change of changes) await patch(session, change);
    await expectNoAdmin(session, standard);
    const again = await logIn(session.email);
    expect([await rolesOf(again.access), await isAdmin(again.access)]).toEqual([['USER'], false]);
    expect(claimsIn((await exchanged(again.access)).json.access_token).roles).toEqual(['USER']);
  });

  it('has the new role at once if the token contains no role, and otherwise after a refresh', async () => {
    const session = await administrator();
    await patch(session, { rol: USER });
    if (!SAY_THE_ROLE.includes(dialect)) {
      expect(await rolesOf(session.access)).toEqual(['USER']);
      expect(claimsIn((await exchanged(session.access)).json.access_token).roles).toEqual(['USER']);
    }
    if (session.refresh !== null && dialect !== 'koko') expect(await rolesOf(session.refresh)).toEqual(['USER']);
  });

  it('gets no token of before back with the role', async () => {
    const session = await administrator();
    const standard: string = (await exchanged(session.access)).json.access_token;
    await patch(session, { rol: USER });
    await patch(session, { rol: ADMIN });
    expect(await isAdmin(standard)).toBe(false);
    if (SAY_THE_ROLE.includes(dialect))
      await expectRefused(contextFor(context, session), routesFor(dialect, 'access'), session.access, 'promoted again');
    expect(await isAdmin((await logIn(session.email)).access)).toBe(true);
  });

  it('is announced to verifiers that only follow the feed', async () => {
    const session = await administrator();
    const standard: string = (await exchanged(session.access)).json.access_token;
    const { sid } = (await asking(service, context.owner).introspect({ token: session.access })).json;
    const { jti } = claimsIn(standard);
    const read = async (since: string) =>
      (await service.request('GET', `/oauth/revocations?since=${since}`, { owner: context.owner })).json;
    let page = await read('');
    while (page.more === true) page = await read(page.cursor);
    const client = await service.request('POST', '/owner/clients', {
      owner: context.owner,
      json: { name: 'directory', scopes: ['users:write'] },
    });
    const { clientId: uuid, secret } = client.json.result;
    await patch(session, { rol: USER }, { uuid, secret });
    const entries: readonly { jti?: string; sid?: string }[] = (await read(page.cursor)).revocations;
    expect(entries.some((entry) => entry.jti === jti || entry.sid === sid)).toBe(true);
    if (SAY_THE_ROLE.includes(dialect)) expect(entries.map((entry) => entry.sid)).toContain(sid);
  });
});
