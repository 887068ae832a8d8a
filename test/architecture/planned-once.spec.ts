import { randomBytes, randomUUID } from 'node:crypto';
import { definedKeyedQueries, definedGroupedWrites, Queries, type QueryParameter } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_URL } from '@libs/database/testing/scratch-database';
import { startService, type TestService } from '@test/support/service/service';
import {
  asking,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  logInBy,
} from '@test/support/tokens/back-end';

/** PostgreSQL plans a prepared statement so often before it may keep a plan. */
const FIRST_PLANS = 5;
const REQUESTS = FIRST_PLANS + 3;

/** Enough for plans that look at many rows to cost more than those that find one. */
const COPIES = 1000;

const readsByKey = definedKeyedQueries().filter(({ single }) => !single.name.startsWith('spec-'));

const groupedWrites = definedGroupedWrites().filter(({ single }) => !single.name.startsWith('spec-'));

/** A value that PostgreSQL accepts, of which it finds nothing. */
function valueOf(type: string): QueryParameter {
  if (type.endsWith('[]')) return [valueOf(type.slice(0, -2))] as QueryParameter;
  const values: Record<string, QueryParameter> = {
    smallint: 1,
    timestamptz: new Date(),
    varchar: 'x',
    inet: '127.0.0.1',
  };
  return values[type] ?? keyPart(type as 'uuid' | 'bytea');
}

const keyPart = (type: 'uuid' | 'bytea' | 'int'): QueryParameter =>
  ({ uuid: randomUUID(), bytea: randomBytes(32), int: 1 })[type];

/** A statement whose parameters change its plan is planned anew for each request, which costs more than to run it. */
describe.skipIf(SERVER_URL === null)('a prepared statement of a hot path is planned a few times a connection', () => {
  let service: TestService;
  let owner: Credential;
  const sessions = new Map<string, DialectSession>();

  beforeAll(async () => {
    service = await startService({ DATABASE_POOL_SIZE: '1', SIMPLEJWT_ROTATE_REFRESH: 'true' });
    owner = await defaultCredential(service);
    for (const dialect of DIALECT_NAMES) sessions.set(dialect, await logInBy(service, dialect));
    await copyRows('sessions', "'id', gen_random_uuid()");
    await copyRows('issued_tokens', "'id', gen_random_uuid(), 'hash', sha256(gen_random_uuid()::text::bytea)");
    await service.dataSource.query('ANALYZE');
  });

  afterAll(() => service.stop());

  async function copyRows(table: string, changed: string): Promise<void> {
    await service.dataSource.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object(${changed}))).*
       FROM ${table} t, generate_series(1, ${COPIES})`,
    );
  }

  const repeatedly = async (send: () => Promise<{ readonly status: number }>): Promise<void> => {
    for (let request = 0; request < REQUESTS; request += 1) expect((await send()).status).toBe(200);
  };

  /** Every read by key, for each number of keys that has a statement of its own; they need not exist to be planned. */
  async function readInGroups(): Promise<void> {
    const queries = service.app.get(Queries);
    for (const query of readsByKey)
      for (const size of [1, ...query.groups.map((group) => group.size)])
        for (let request = 0; request < REQUESTS; request += 1)
          await Promise.all(Array.from({ length: size }, () => queries.firstByKey(query, query.types.map(keyPart))));
  }

  /** The same for every write that requests share. */
  async function writeInGroups(): Promise<void> {
    const queries = service.app.get(Queries);
    for (const write of groupedWrites)
      for (const { size } of write.groups)
        for (let request = 0; request < REQUESTS; request += 1)
          await Promise.all(Array.from({ length: size }, () => queries.writeTogether(write, write.types.map(valueOf))));
  }

  it('of checks, refreshes, exchanges, log-ins and look-ups', async () => {
    const { introspect, token } = asking(service, owner);
    const standard = (await token(exchangeOf(sessions.get('shoop')!.access))).json.access_token as string;
    const client = (await token({ grant_type: 'client_credentials' })).json.access_token as string;
    for (const { access } of sessions.values()) {
      await repeatedly(() => introspect({ token: access }));
      await repeatedly(() => service.request('GET', '/forward-auth', { bearer: access }));
      await repeatedly(() => token(exchangeOf(access)));
    }
    await repeatedly(() => introspect({ token: standard }));
    await repeatedly(() => introspect({ token: client }));
    await repeatedly(() => token({ grant_type: 'client_credentials' }));
    for (let request = 0; request < REQUESTS; request += 1) await logInBy(service, 'auth100');
    await repeatedly(() => service.request('GET', `/users?owner=${owner.uuid}`, { owner, headers: { country: 'US' } }));
    let auth100 = sessions.get('auth100')!.refresh;
    await repeatedly(async () => {
      const answer = await service.request('POST', '/auth/refresh', { json: { refreshToken: auth100 } });
      auth100 = answer.json.result.refreshToken;
      return answer;
    });
    let koko: Pick<DialectSession, 'access' | 'refresh'> = sessions.get('koko')!;
    await repeatedly(async () => {
      const json = { refresh_token: koko.refresh };
      const answer = await service.request('POST', '/api/token', { bearer: koko.access, json });
      koko = { access: answer.json.data.access_token, refresh: answer.json.data.refresh_token };
      return answer;
    });
    let { refresh, access } = sessions.get('simplejwt')!;
    await repeatedly(async () => {
      ({ refresh, access } = (await service.request('POST', '/api/token/refresh/', { json: { refresh } })).json);
      return service.request('POST', '/api/token/verify/', { json: { token: access } });
    });
    await readInGroups();
    await writeInGroups();
    const plans = await service.dataSource.query<readonly { name: string; custom: number; generic: number }[]>(
      'SELECT name, custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements',
    );
    const hot = plans.filter(({ custom, generic }) => custom + generic >= REQUESTS);
    expect(hot.filter(({ custom }) => custom > FIRST_PLANS).map(({ name }) => name)).toEqual([]);
    expect(hot.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'begin-session',
        'find-account-by-email',
        'find-client-token-by-id',
        'find-stored-token-by-hashes',
        'find-stored-token-by-id',
        'find-token-state-by-id',
        'find-users-after',
        'issue-client-token',
        ...[...readsByKey, ...groupedWrites].flatMap(({ single, groups }) => [
          single.name,
          ...groups.map(({ query }) => query.name),
        ]),
      ]),
    );
  });
});
