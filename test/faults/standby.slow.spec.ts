import { DatabaseLoad } from '@portero/database';
import { WIRES } from '@auth/wires';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerOwner, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.mjs';
import { CapturedLog } from '../support/service/captured-log';
import { porteroProcess } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const PATIENCE = { timeout: 30_000, interval: 50 };
/** Well above the half second that a read waits for a standby: this machine may be busy. */
const PROMPT_MS = 5_000;

interface Session {
  readonly access: string;
  readonly owner: TestOwner;
}

/** One statement at one of the servers, past the service. */
async function ask(server: PostgresServer, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function openSessions(server: PostgresServer): Promise<number> {
  const [row] = await ask(server, 'SELECT count(*)::int AS count FROM sessions WHERE ended_at IS NULL');
  return (row as { count: number }).count;
}

describe('reads from a hot standby', () => {
  const log = new CapturedLog();
  const reads = new Map<string, number>();
  let primary: PostgresServer;
  let standby: PostgresServer;
  let a: TestService;
  let b: TestService;

  beforeAll(async () => {
    primary = await startPostgres({ settings: { wal_keep_size: '256MB' } });
    standby = await primary.standby();
    const env = {
      DATABASE_URL: primary.url,
      DATABASE_READ_URL: standby.url,
      MASTER_KEY: HARDENED_ENV['MASTER_KEY']!,
    };
    a = await startService(env, WIRES, log.logger);
    b = await startService(env, WIRES, log.logger);
    b.app.get(DatabaseLoad).onRead((server) => reads.set(server, (reads.get(server) ?? 0) + 1));
  }, 300_000);

  afterAll(async () => {
    await a.stop();
    await b.stop();
    await standby.stop();
    await primary.stop();
  });

  const isUp = () => a.app.get(DatabaseLoad).standbyUp === true && b.app.get(DatabaseLoad).standbyUp === true;
  const told = () => log.lines.filter(({ context }) => context === 'Standby').map(({ msg }) => String(msg));
  const answeredBy = (server: string) => reads.get(server) ?? 0;

  beforeEach(async () => {
    await expect.poll(isUp, PATIENCE).toBe(true);
    reads.clear();
  });

  async function newSession(): Promise<Session> {
    const owner = await registerOwner(a);
    return { access: (await verifiedUser(a, owner)).accessToken, owner };
  }
  const logOut = async ({ access }: Session) =>
    expect((await a.request('POST', '/auth/logout', { bearer: access })).status).toBe(200);

  /** What replica B says, by every way that reads: introspection, a bearer check and a list. */
  async function seenAtB({ access, owner }: Session): Promise<readonly unknown[]> {
    const begun = performance.now();
    const introspection = await b.request('POST', '/oauth/introspect', { owner, form: { token: access } });
    const bearer = await b.request('GET', '/forward-auth', { bearer: access });
    const list = await b.request('GET', `/users?owner=${owner.uuid}`, { owner });
    expect(performance.now() - begun).toBeLessThan(3 * PROMPT_MS);
    return [introspection.json.active, bearer.status, list.json.result.length];
  }

  it('come from the standby, and see what was written just before, on whatever replica', async () => {
    for (let round = 0; round < 20; round += 1) {
      const session = await newSession();
      expect(await seenAtB(session)).toEqual([true, 200, 1]);
      await logOut(session);
      expect(await seenAtB(session)).toEqual([false, 401, 1]);
    }
    expect(answeredBy('standby')).toBeGreaterThan(20);
  });

  it('are found well by the doctor, and a standby of another database is not', async () => {
    const look = async (readUrl: string) => {
      const env = {
        DATABASE_URL: primary.url,
        DATABASE_READ_URL: readUrl,
        MASTER_KEY: HARDENED_ENV['MASTER_KEY']!,
      };
      const { out } = await porteroProcess(env).run(['doctor', '--json']);
      const { findings } = JSON.parse(out) as {
        findings: readonly { check: string; state: string; message: string }[];
      };
      return findings.filter(({ check }) => check === 'standby');
    };
    expect(await look(standby.url)).toMatchObject([{ state: 'ok' }]);
    const other = standby.url.replace(/postgres$/u, 'template1');
    expect(await look(other)).toMatchObject([{ state: 'wrong', message: expect.stringContaining('another database') }]);
    const itself = `${primary.url}?application_name=other`;
    expect(await look(itself)).toMatchObject([{ state: 'wrong', message: expect.stringContaining('is no standby') }]);
  });

  it('are never stale, however many sessions end at once', async () => {
    const sessions: Session[] = [];
    for (let each = 0; each < 10; each += 1) sessions.push(await newSession());
    const seen = await Promise.all(
      sessions.map(async (session) => {
        await logOut(session);
        const form = { token: session.access };
        return (await b.request('POST', '/oauth/introspect', { owner: session.owner, form })).json.active as unknown;
      }),
    );
    expect(seen).toEqual(Array(10).fill(false));
  });

  it('go to the primary while the standby does not replay, so that an ended token is refused', async () => {
    const before = await newSession();
    await ask(standby, 'SELECT pg_wal_replay_pause()');
    try {
      const session = await newSession();
      expect(await seenAtB(session)).toEqual([true, 200, 1]);
      await logOut(session);
      await logOut(before);
      for (const each of [session, before]) expect(await seenAtB(each)).toEqual([false, 401, 1]);
      // The paused standby itself still says that the session goes on.
      const stale = await openSessions(standby);
      const fresh = await openSessions(primary);
      expect(stale).toBeGreaterThan(fresh);
      expect(answeredBy('standby')).toBe(0);
      const { text } = await b.request('GET', '/metrics');
      expect(text).toMatch(/^portero_standby_up 0$/mu);
      expect(text).toMatch(/^portero_database_reads_total\{server="primary"\} \d+$/mu);
      await expect
        .poll(told, PATIENCE)
        .toContain('The standby is not read from: it has not replayed what was committed; the primary answers alone');
    } finally {
      await ask(standby, 'SELECT pg_wal_replay_resume()');
    }
    await expect.poll(isUp, PATIENCE).toBe(true);
    expect(told()).toContain('The standby is read from again');
  });

  it.each([
    ['killed', () => standby.kill(), () => standby.start()],
    ['frozen', () => standby.freeze(), () => standby.thaw()],
  ] as const)('go to the primary while the standby is %s, and no request fails', async (_name, begin, end) => {
    const session = await newSession();
    await begin();
    try {
      expect(await seenAtB(session)).toEqual([true, 200, 1]);
      await logOut(session);
      expect(await seenAtB(session)).toEqual([false, 401, 1]);
      await expect.poll(() => b.app.get(DatabaseLoad).standbyUp, PATIENCE).toBe(false);
    } finally {
      await end();
    }
    await expect.poll(isUp, PATIENCE).toBe(true);
    reads.clear();
    expect(await seenAtB(session)).toEqual([false, 401, 1]);
  });

  it('fail no request of a steady stream while the standby comes and goes', async () => {
    const session = await newSession();
    const form = { token: session.access };
    const answers: unknown[] = [];
    let isOver = false;
    const askOn = async (): Promise<void> => {
      while (!isOver)
        answers.push((await b.request('POST', '/oauth/introspect', { owner: session.owner, form })).json.active);
    };
    const asking = [askOn(), askOn(), askOn(), askOn()];
    for (let round = 0; round < 2; round += 1) {
      await standby.kill();
      await expect.poll(() => b.app.get(DatabaseLoad).standbyUp, PATIENCE).toBe(false);
      await standby.start();
      await expect.poll(isUp, PATIENCE).toBe(true);
    }
    isOver = true;
    await Promise.all(asking);
    expect(answers.every((active) => active === true)).toBe(true);
    expect(answeredBy('standby')).toBeGreaterThan(0);
    expect(answeredBy('primary')).toBeGreaterThan(0);
    console.info(`${answers.length} introspections while the standby was killed twice, 0 failed`);
  });

  it('are not taken from a standby that was promoted', async () => {
    const session = await newSession();
    await standby.promote();
    await logOut(session);
    await expect.poll(() => b.app.get(DatabaseLoad).standbyUp, PATIENCE).toBe(false);
    reads.clear();
    expect(await seenAtB(session)).toEqual([false, 401, 1]);
    expect(answeredBy('standby')).toBe(0);
    await expect
      .poll(told, PATIENCE)
      .toContain('The standby is not read from: it is no standby, or none any more; the primary answers alone');
  });
});
