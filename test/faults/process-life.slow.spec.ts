import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { builtProgram } from '../support/service/built-program';
import { freePort } from '../support/service/free-port.mjs';
import { send } from '../support/http/http-client';
import { HARDENED_ENV } from '../support/service/service';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { createTestDatabase, prepareTestDatabase } from '../support/postgres/test-database';

/** What `npm start` runs. */
const START = join(__dirname, '../../apps/auth/bin/start.mjs');

/** A service that starts although it should not is ended by force. */
const RUN_LIMIT_MS = 90_000;

/** Runs the service until it ends by itself. */
async function runToEnd(env: Readonly<Record<string, string>>): Promise<{ code: number | null; lines: string[] }> {
  const child: ChildProcess = spawn(process.execPath, [builtProgram('auth')], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), RUN_LIMIT_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { code, lines: printed.split('\n').filter((line) => line !== '') };
}

/** The first token of a service makes the key that signs it. */
async function makeKeys(origin: string): Promise<void> {
  const { defaultOwner } = (await send(origin, 'GET', '/', { headers: { accept: 'application/json' } })).json as {
    defaultOwner: string;
  };
  const json = { email: freshEmail(), ownerUuid: defaultOwner, password: PASSWORD };
  const created = (await send(origin, 'POST', '/users', { json })).json as {
    result: { uuid: string; verificationCode: string };
  };
  const { uuid, verificationCode } = created.result;
  const verified = await send(origin, 'PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
  expect(verified.status).toBe(200);
}

describe('the process of the service', () => {
  let folder: string;
  let database: Readonly<Record<string, string>>;
  let running: ServiceProcess | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portero-life-'));
    const url = await createTestDatabase();
    database = { DATA_DIR: folder, ...(url === null ? {} : { DATABASE_URL: url }) };
  });

  afterEach(async () => {
    await running?.kill();
    running = null;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends with the shell in which npm starts it', async () => {
    // npm ends only its shell, as here.
    const inShell = { within: ['sh', '-c', '"$@"; true', 'sh'], words: [START] };
    running = await startProcess(await freePort(), { ...database, npm_lifecycle_event: 'start' }, inShell);
    const { origin } = running;
    await running.stop();
    const answers = () =>
      send(origin, 'GET', '/livez').then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 60_000 }).toBe(false);
  });

  it('ends with 0 on SIGTERM after it has answered open requests', async () => {
    running = await startProcess(await freePort(), database);
    const open = Promise.all(
      Array.from({ length: 5 }, () => fetch(`${running?.origin}/roles`).then(({ status }) => status)),
    );
    expect(await open).toEqual([200, 200, 200, 200, 200]);
    expect(await running.stop()).toBe(0);
    running = null;
  }, 120_000);

  it('starts again on the same data, and a second one beside it on a folder is refused in one sentence', async () => {
    running = await startProcess(await freePort(), database);
    if (database['DATABASE_URL'] !== undefined) return;
    const second = await runToEnd({ ...database, PORT: '0', LOG_LEVEL: 'silent' });
    expect(second.code).toBe(1);
    expect(second.lines).toHaveLength(1);
    expect(second.lines[0]).toMatch(/is in use by another process \(pid \d+\): stop that one first, or set DATA_DIR/u);
    expect((await fetch(`${running.origin}/readyz`)).status).toBe(200);
  }, 120_000);

  it('refuses a port that is taken in one sentence', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { code, lines } = await runToEnd({ ...database, PORT: String(port), LOG_LEVEL: 'silent' });
    holder.close();
    expect([code, lines]).toEqual([1, ['The port is in use already; set PORT to another one.']]);
  }, 120_000);

  it('refuses another master key than the one that its data were sealed with', async () => {
    running = await startProcess(await freePort(), database);
    await makeKeys(running.origin);
    await running.stop();
    const wrong = await runToEnd({
      ...database,
      PORT: '0',
      LOG_LEVEL: 'silent',
      MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
    });
    expect([wrong.code, wrong.lines]).toEqual([
      1,
      ['MASTER_KEY is not the one that the signing keys in this database were sealed with.'],
    ]);
  }, 120_000);

  it('warns of tables that a newer release has migrated, and starts', async () => {
    const url = await prepareTestDatabase(join(folder, 'newer'));
    if (url === null) return;
    const client = new Client(url);
    await client.connect();
    await client.query(`INSERT INTO migrations ("timestamp", name) VALUES (1, 'FromTheFuture1')`);
    running = await startProcess(await freePort(), { DATA_DIR: join(folder, 'newer'), DATABASE_URL: url });
    await client.end();
    expect(running.output()).toContain('A newer release than this one has migrated the database: FromTheFuture1');
  }, 120_000);

  it('refuses wrong settings, one line each, without their values', async () => {
    const secret = 'hunter2-hunter2';
    const { code, lines } = await runToEnd({
      PORT: 'eighty',
      MASTER_KEY: secret,
      DATABASE_URL: `mysql://root:${secret}@db/x`,
      SMTP_URL: secret,
      CODE_LENGTH: '2',
      CONTRACT_MODE: 'open',
      OWNER_SIGNUP: secret,
    });
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' ')).sort()).toEqual(
      [
        'CODE_LENGTH must',
        'CONTRACT_MODE must',
        'DATABASE_URL must',
        'MASTER_KEY must',
        'OWNER_SIGNUP must',
        'PORT must',
        'SMTP_URL must',
      ].sort(),
    );
    expect(lines.join('\n')).not.toMatch(/hunter2|eighty|mysql|open$/mu);
  });

  it.each(['MASTER_KEY', 'SMTP_URL', 'PUBLIC_URL'])('refuses hardened mode without %s', async (name) => {
    const { [name]: _left, ...rest } = HARDENED_ENV;
    const { code, lines } = await runToEnd({ ...rest, DATA_DIR: join(folder, 'never') });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(name);
  });

  it('reports an unreachable database server', async () => {
    const { code, lines } = await runToEnd({
      DATA_DIR: join(folder, 'never'),
      DATABASE_URL: `postgres://portero:hunter2@127.0.0.1:${await freePort()}/x`,
      LOG_LEVEL: 'silent',
    });
    expect([code, lines]).toEqual([
      1,
      [
        'The database at DATABASE_URL cannot be reached; is it running?',
        expect.stringMatching(/^connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/u),
      ],
    ]);
  });
});
