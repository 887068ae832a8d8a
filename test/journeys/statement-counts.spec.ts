import { Queries } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '@test/support/service/service';
import {
  asking,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  logInBy,
} from '@test/support/tokens/back-end';

/** What the operations of the table work on. */
interface World {
  readonly service: TestService;
  readonly owner: Credential;
  readonly sessions: Readonly<Record<string, DialectSession>>;
  readonly standard: string;
  /** The owner's own. */
  readonly client: string;
}

/** An operation, the status that it answers, and the most statements that it sends to the database. */
interface Counted {
  readonly name: string;
  readonly most: number;
  readonly status: number;
  run(world: World): Promise<{ readonly status: number }>;
}

const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

const CHECKS: readonly Counted[] = [
  {
    name: 'SimpleJWT verify of an access token',
    most: 1,
    status: 200,
    run: ({ service, sessions }) =>
      service.request('POST', '/api/token/verify/', { json: { token: sessions['simplejwt']!.access } }),
  },
  {
    name: 'SimpleJWT verify of a refresh token',
    most: 1,
    status: 200,
    run: ({ service, sessions }) =>
      service.request('POST', '/api/token/verify/', { json: { token: sessions['simplejwt']!.refresh } }),
  },
  {
    name: 'the bearer check of Bookker',
    most: 1,
    // The route goes on only for administrators, and this user is none.
    status: 403,
    run: ({ service, sessions }) =>
      service.request('GET', '/api/v1/users', {
        headers: { 'app-access-token': '', ...bearing(sessions['bookker']!.access).headers },
      }),
  },
  {
    name: 'introspection of a standard token',
    most: 1,
    status: 200,
    run: ({ service, owner, standard }) => asking(service, owner).introspect({ token: standard }),
  },
  {
    name: "introspection of an owner's own token",
    most: 1,
    status: 200,
    run: ({ service, owner, client }) => asking(service, owner).introspect({ token: client }),
  },
  {
    name: 'introspection of an unknown opaque token',
    most: 1,
    status: 200,
    run: ({ service, owner }) => asking(service, owner).introspect({ token: 'f'.repeat(40) }),
  },
  ...DIALECT_NAMES.map((dialect): Counted => ({
    name: `introspection of a token of ${dialect}`,
    most: 1,
    status: 200,
    run: ({ service, owner, sessions }) => asking(service, owner).introspect({ token: sessions[dialect]!.access }),
  })),
  ...DIALECT_NAMES.map((dialect): Counted => ({
    name: `forward-auth with a token of ${dialect}`,
    most: 1,
    status: 200,
    run: ({ service, sessions }) => service.request('GET', '/forward-auth', bearing(sessions[dialect]!.access)),
  })),
];

const LOOK_UPS: readonly Counted[] = [
  {
    name: 'a page of users',
    most: 1,
    status: 200,
    run: ({ service, owner }) =>
      service.request('GET', `/users?owner=${owner.uuid}`, { owner, headers: { country: 'US' } }),
  },
  {
    name: 'a user by uuid',
    most: 1,
    status: 200,
    run: ({ service, owner, sessions }) =>
      service.request('GET', `/users/uuid/${sessions['auth100']!.userUuid}`, { owner, headers: { country: 'US' } }),
  },
];

/** The fewest of three runs: the caches of owners are warm then, and no timer of the service has sent one in between. */
async function statementsOf(operation: Counted, world: World): Promise<readonly string[]> {
  let fewest: readonly string[] | null = null;
  for (let run = 0; run < 3; run++) {
    const sent: string[] = [];
    const end = world.service.app.get(Queries).observe((text, name) => sent.push(name ?? text));
    const { status } = await operation.run(world);
    end();
    expect(status).toBe(operation.status);
    if (fewest === null || sent.length < fewest.length) fewest = sent;
  }
  return fewest ?? [];
}

describe('the statements of', () => {
  let world: World;

  beforeAll(async () => {
    const service = await sharedService();
    const owner = await defaultCredential(service);
    const sessions: Record<string, DialectSession> = {};
    for (const dialect of DIALECT_NAMES) sessions[dialect] = await logInBy(service, dialect);
    const { json } = await asking(service, owner).token(exchangeOf(sessions['shoop']!.access));
    const client = (await asking(service, owner).token({ grant_type: 'client_credentials' })).json
      .access_token as string;
    world = { service, owner, sessions, standard: json.access_token as string, client };
  });

  it.each([...CHECKS, ...LOOK_UPS].map((operation) => [operation.name, operation] as const))(
    '%s are few',
    async (_name, operation) => {
      const sent = await statementsOf(operation, world);
      expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(operation.most);
    },
  );
});
