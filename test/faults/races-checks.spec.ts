import { Queries } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD, registerOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { asking, type Credential, DIALECT_NAMES, defaultCredential, logInBy } from '../support/tokens/back-end';

/** Simultaneous checks share statements. Each must answer as if it had come alone. */
describe('simultaneous checks', () => {
  let service: TestService;
  let ours: Credential;
  let theirs: Credential;
  let tokens: string[];

  beforeAll(async () => {
    service = await sharedService();
    ours = await defaultCredential(service);
    theirs = await registerOwner(service);
    const logIns = DIALECT_NAMES.flatMap((dialect) => Array.from({ length: 5 }, () => logInBy(service, dialect)));
    const sessions = await Promise.all(logIns);
    const stranger = await verifiedUser(service, theirs);
    const unknown = ['0'.repeat(40), 'f'.repeat(64), 'x', sessions[0]!.access.slice(0, -3), freshEmail()];
    tokens = [...sessions.map(({ access }) => access), stranger.accessToken, ...unknown];
  });

  const introspect = async (owner: Credential, token: string): Promise<unknown> => {
    const { status, json } = await asking(service, owner).introspect({ token });
    return { status, json };
  };

  /** Runs checks of which at least some must share statements. */
  async function sharing<T>(checks: () => Promise<T>): Promise<T> {
    const sent: string[] = [];
    const end = service.app.get(Queries).observe((_text, name) => sent.push(name ?? ''));
    try {
      return await checks();
    } finally {
      end();
      expect(sent.filter((name) => /-[248]$/u.test(name))).not.toEqual([]);
    }
  }

  const verdicts = (ask: (token: string) => Promise<unknown>) => sharing(() => Promise.all(tokens.map(ask)));

  async function alone(ask: (token: string) => Promise<unknown>): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const token of tokens) answers.push(await ask(token));
    return answers;
  }

  it.each(['ours', 'theirs'] as const)('by introspection answer as each alone, to %s', async (whose) => {
    const owner = { ours, theirs }[whose];
    const expected = await alone((token) => introspect(owner, token));
    expect(new Set(expected.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(1);
    for (let round = 0; round < 3; round += 1)
      expect(await verdicts((token) => introspect(owner, token))).toEqual(expected);
  });

  it('by introspection tell no owner of the users of another, when both ask at once', async () => {
    const askers = [ours, theirs];
    const expected = [
      await alone((token) => introspect(ours, token)),
      await alone((token) => introspect(theirs, token)),
    ];
    expect(expected[0]).not.toEqual(expected[1]);
    const mixed = await Promise.all(askers.map((owner) => verdicts((token) => introspect(owner, token))));
    expect(mixed).toEqual(expected);
  });

  it('by forward-auth answer as each alone', async () => {
    const ask = async (bearer: string) => {
      const { status, headers } = await service.request('GET', '/forward-auth', { bearer });
      return [status, headers.get('x-auth-user-id')];
    };
    const expected = await alone(ask);
    expect(await verdicts(ask)).toEqual(expected);
  });

  it('refuse a session from the moment it has ended, and no other', async () => {
    const json = { ownerUuid: theirs.uuid, password: PASSWORD };
    const users = await Promise.all(Array.from({ length: 8 }, () => verifiedUser(service, theirs)));
    const sessions = await Promise.all(
      users.map(({ email }) => service.request('POST', '/auth/login', { json: { ...json, email } })),
    );
    const access = sessions.map((answer): string => answer.json.result.accessToken);
    for (const ended of access.keys()) {
      expect((await service.request('POST', '/auth/logout', { bearer: access[ended]! })).status).toBe(200);
      const answers = await Promise.all(access.map((token) => asking(service, theirs).introspect({ token })));
      expect(answers.map((answer): boolean => answer.json.active)).toEqual(access.map((_, index) => index > ended));
    }
  });

  it('of users by uuid show each owner its own only', async () => {
    const other = await registerOwner(service);
    const [mine, another] = [await verifiedUser(service, theirs), await verifiedUser(service, other)];
    const asked = [
      [theirs, mine],
      [theirs, another],
      [other, another],
      [other, mine],
    ] as const;
    const look = async ([owner, { uuid }]: (typeof asked)[number]) => {
      const { status, json } = await service.request('GET', `/users/uuid/${uuid}`, { owner });
      return { status, uuid: json.result?.uuid as unknown };
    };
    const answers = await sharing(() => Promise.all(asked.map(look)));
    expect(answers).toEqual([
      { status: 200, uuid: mine.uuid },
      { status: 404, uuid: undefined },
      { status: 200, uuid: another.uuid },
      { status: 404, uuid: undefined },
    ]);
  });
});
