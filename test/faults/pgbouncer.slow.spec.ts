import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { EventReader } from '../support/http/event-reader';
import { basic, send } from '../support/http/http-client';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PgBouncer, startPgBouncer } from '../support/programs/pgbouncer';
import { systemProgram } from '../support/programs/system-program';
import { builtProgram } from '../support/service/built-program';
import { freePort } from '../support/service/free-port.mjs';
import { logInAt, newUser, type Replicas } from '../support/service/replicas';
import { porteroHere } from '../support/service/portero-command';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { atOnce, statuses } from './outcomes';

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';
const PROGRAM = SERVER === '' ? null : systemProgram('pgbouncer', 'pgbouncer');

describe.skipIf(PROGRAM === null)('behind PgBouncer in transaction mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-pooler-'));
  const masterKey = randomBytes(32).toString('base64');
  let pooler: PgBouncer;
  let direct: string;
  let pooled: Readonly<Record<string, string>>;

  beforeAll(async () => {
    pooler = await startPgBouncer(PROGRAM!, SERVER);
    direct = (await createTestDatabase())!;
    pooled = settingsFor(pooler, { DATABASE_DIRECT_URL: direct });
  });

  afterAll(async () => {
    await pooler.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function settingsFor({ urlOf }: PgBouncer, more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return {
      DATA_DIR: folder,
      MASTER_KEY: masterKey,
      PUBLIC_URL: 'http://auth.portero.test',
      DATABASE_URL: urlOf(direct),
      ...more,
    };
  }

  const start = async (more: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> =>
    startProcess(await freePort(), { ...pooled, ...more });

  async function replicas(more: Readonly<Record<string, string>> = {}): Promise<Replicas> {
    const [a, b] = await Promise.all([start(more), start(more)]);
    const portero = porteroHere(pooled);
    const home = await send(a.origin, 'GET', '/', { headers: { accept: 'application/json' } });
    const { defaultOwner: uuid } = home.json as { defaultOwner: string };
    const { secret } = await portero.json<{ secret: string }>(['owners', 'rotate-secret', uuid]);
    const stop = async (): Promise<void> => {
      await Promise.all([a.stop(), b.stop()]);
    };
    return { a, b, owner: { uuid, secret }, portero, stop };
  }

  it('is found by the doctor where DATABASE_DIRECT_URL is missing', async () => {
    const ignoring = await startPgBouncer(PROGRAM!, SERVER, [
      'ignore_startup_parameters = options,statement_timeout,idle_in_transaction_session_timeout',
    ]);
    try {
      const { exitCode, out } = await porteroHere(settingsFor(ignoring, {})).run(['doctor']);
      expect(exitCode).toBe(1);
      expect(out).toMatch(/^wrong +database +Notices are not delivered: a pooler in transaction mode/mu);
      expect(out).toContain('Set DATABASE_DIRECT_URL');
    } finally {
      await ignoring.stop();
    }
  });

  it('starts five times, one after the other, and leaves no lock behind', async () => {
    for (let each = 0; each < 5; each += 1) {
      const service = await start();
      expect(await service.stop()).toBe(0);
    }
    const client = new Client(direct);
    await client.connect();
    const { rows } = await client.query(`SELECT pid FROM pg_locks WHERE locktype = 'advisory'`);
    await client.end();
    expect(rows).toEqual([]);
  });

  it('speaks every dialect from two replicas that start at once, and they hear of each other by LISTEN', async () => {
    const world = await replicas();
    const { a, b, owner } = world;
    for (const { name, loginPath, login } of EVERY_DIALECT) {
      const user = await newUser(world);
      const answers = await atOnce(12, (index) =>
        send([a, b][index % 2]!.origin, 'POST', loginPath, login(user, owner.uuid)),
      );
      expect(statuses(answers), name).toEqual({ 200: 12 });
    }
    await refreshAll(world);
    const session = await logInAt(a, 'auth100', await newUser(world), owner);
    const events = await EventReader.open(`${b.origin}/oauth/revocations`, { authorization: basic(owner) });
    await events.next();
    expect((await send(a.origin, 'POST', '/auth/logout', { bearer: session.access })).status).toBe(200);
    await events.nextRevocations();
    await events.close();
    expect(await listeners()).toBe(2);
    for (const { output } of [a, b]) expect(output()).not.toMatch(/prepared|"level":50/u);
    await world.stop();
  });

  it('goes on without prepared statements where DATABASE_PREPARED=on asks for them in vain, and says so once', async () => {
    const world = await replicas({ DATABASE_PREPARED: 'on' });
    const { a, b, owner } = world;
    const user = await newUser(world);
    const { loginPath, login } = EVERY_DIALECT[0]!;
    const answers = await atOnce(60, (index) =>
      send([a, b][index % 2]!.origin, 'POST', loginPath, login(user, owner.uuid)),
    );
    expect(statuses(answers)).not.toHaveProperty('500');
    await refreshAll(world);
    const told = [a, b].map(({ output }) => output().match(/Set DATABASE_PREPARED=off/gu)?.length ?? 0);
    expect(Math.max(...told)).toBe(1);
    await world.stop();
  });

  it('says that DATABASE_DIRECT_URL is missing where the pooler refuses our parameters', async () => {
    expect(await refusal({ DATABASE_DIRECT_URL: '' })).toEqual([
      expect.stringMatching(/^The database answers: unsupported startup parameter: \w+\.$/u),
      'Behind a pooler in transaction mode set DATABASE_DIRECT_URL to the server itself.',
    ]);
  });

  it('says that DATABASE_DIRECT_URL is missing where the pooler takes our parameters and drops notices', async () => {
    const ignored = 'ignore_startup_parameters = options,statement_timeout,idle_in_transaction_session_timeout';
    const lenient = await startPgBouncer(PROGRAM!, SERVER, [ignored]);
    const lines = await refusal({ DATABASE_URL: lenient.urlOf(direct), DATABASE_DIRECT_URL: '' });
    await lenient.stop();
    expect(lines).toEqual([
      'The database cannot be used. Notices are not delivered: a pooler in transaction mode stands before it.',
      'Set DATABASE_DIRECT_URL to the server itself; DATABASE_URL stays the pooler.',
    ]);
  });

  /** Logs in and uses what that gave, in every dialect and at both replicas. */
  async function refreshAll(world: Replicas): Promise<void> {
    for (const { name, loginPath, login, useSession } of EVERY_DIALECT) {
      const user = await newUser(world);
      for (const { origin } of [world.a, world.b]) {
        const { json } = await send(origin, 'POST', loginPath, login(user, world.owner.uuid));
        const request = (method: string, path: string, sending: object) => send(origin, method, path, sending);
        expect((await useSession({ request } as never, json as never)).status, name).toBe(200);
      }
    }
  }

  async function listeners(): Promise<number> {
    const client = new Client(direct);
    await client.connect();
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE application_name = 'portero-notices' AND datname = current_database()`,
    );
    await client.end();
    return rows[0]?.n ?? 0;
  }

  /** What a start that fails prints. */
  async function refusal(more: Readonly<Record<string, string>>): Promise<string[]> {
    const env = { PATH: process.env['PATH'], ...pooled, PORT: '0', LOG_LEVEL: 'silent', ...more };
    const child = spawn(process.execPath, [builtProgram('auth')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(1);
    return printed.split('\n').filter((line) => line !== '');
  }
});
