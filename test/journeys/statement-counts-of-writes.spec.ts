import { Queries } from '@portero/database';
import { currentRequest } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_URL } from '../../libs/database/testing/scratch-database';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { DIALECT_NAMES, logInBy } from '../support/tokens/back-end';
import { REFRESHES } from '../support/tokens/refreshes';
import { startService, type TestService } from '../support/service/service';

/** Each side effect of a refresh has a statement of its own. */
const ISSUE = /^issue-in-session/u;

/** The statements that requests send while `work` runs. */
async function statementsOf<T>(service: TestService, work: () => Promise<T>): Promise<readonly string[]> {
  const statements: string[] = [];
  const end = service.app.get(Queries).observe((text, name) => {
    // What runs in the background belongs to no request. Keys are looked up at times, not for each request.
    if (currentRequest() !== null && !text.includes('signing_keys')) statements.push(name ?? text);
  });
  await work();
  end();
  return statements;
}

describe.each(['false', 'true'])('with SIMPLEJWT_ROTATE_REFRESH=%s', (rotates) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ SIMPLEJWT_ROTATE_REFRESH: rotates });
  });

  afterAll(() => service.stop());

  it.skipIf(SERVER_URL === null)('a refresh updates its session in place: no index has to know', async () => {
    let { refresh } = await logInBy(service, 'simplejwt');
    for (let each = 0; each < 8; each += 1) {
      const answer = await service.request('POST', '/api/token/refresh/', { json: { refresh } });
      refresh = answer.json.refresh ?? refresh;
    }
    const updates = () => updatesOfSessions(service);
    await expect.poll(async () => (await updates()).all, { timeout: 15_000 }).toBeGreaterThanOrEqual(8);
    const { all, inPlace } = await updates();
    expect(inPlace).toBe(all);
  });

  it.each(DIALECT_NAMES)('a log-in of %s is one question and one write', async (dialect) => {
    const { email } = await logInBy(service, dialect);
    const statements = await statementsOf(service, () =>
      logInBy(service, dialect, { email, password: STRONG_PASSWORD }),
    );
    expect(statements.slice(-2)).toEqual([expect.stringMatching(/^find-account-by-/u), 'begin-session']);
  });

  it.each(Object.keys(REFRESHES))('a refresh of %s is one question and one write', async (dialect) => {
    const session = await logInBy(service, dialect);
    const statements = await statementsOf(service, async () => {
      expect((await service.request('POST', ...REFRESHES[dialect]!(session))).status).toBe(200);
    });
    expect(statements).toEqual(['find-refresh-token', expect.stringMatching(ISSUE)]);
  });

  it('a renewed token of Bookker is written in one statement', async () => {
    const { access } = await logInBy(service, 'bookker');
    const statements = await statementsOf(service, async () => {
      expect((await service.request('GET', '/api/v1/login/refresh', { bearer: access })).status).toBe(200);
    });
    expect(statements.filter((each) => ISSUE.test(each))).toHaveLength(1);
    expect(statements.at(-1)).toMatch(ISSUE);
    expect(statements.some((each) => each.startsWith('START TRANSACTION'))).toBe(false);
  });

  it('a log-out is written in one statement', async () => {
    const { access } = await logInBy(service, 'auth100');
    const statements = await statementsOf(service, async () => {
      expect((await service.request('POST', '/auth/logout', { bearer: access })).status).toBe(200);
    });
    expect(statements.at(-1)).toBe('end-session');
    expect(statements.some((each) => each.startsWith('START TRANSACTION'))).toBe(false);
  });
});

/** PostgreSQL's own count of updates, and of those that were heap-only. */
async function updatesOfSessions({ dataSource }: TestService): Promise<{ all: number; inPlace: number }> {
  const [row] = await dataSource.query<readonly { all: number; inPlace: number }[]>(
    `SELECT n_tup_upd::int AS "all", n_tup_hot_upd::int AS "inPlace" FROM pg_stat_user_tables WHERE relname = 'sessions'`,
  );
  if (!row) throw new Error('PostgreSQL counts nothing');
  return row;
}
