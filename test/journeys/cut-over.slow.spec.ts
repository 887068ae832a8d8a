import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http/http-client';
import { type DjangoSite, startDjango } from '../support/legacy/old-programs';
import { createTestDatabase } from '../support/postgres/test-database';
import { hasPythonModule } from '../support/programs/debian-python';
import { showShopper } from '../support/accounts/shoop-accounts';
import { builtProgram } from '../support/service/built-program';
import { freePort } from '../support/service/free-port.mjs';
import { defaultOwnerOf, type PorteroCommand, porteroProcess } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';
import { claimsIn } from '../support/tokens/back-end';

const HAS_DJANGO = hasPythonModule('rest_framework_simplejwt', 'python3-djangorestframework-simplejwt');
const PAGE = readFileSync(join(__dirname, '../../docs/cut-over.md'), 'utf8');

const USERS = 24;
const SESSIONS = 16;
const LATE = 3;
const emails = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word}${at}@old.example`);
const shoopKey = (email: string) => createHash('sha1').update(`key of ${email}`).digest('hex');
const PASSWORD = 'la contraseña de siempre';

/** What the page has an operator type, in its order, without the line breaks. */
const COMMANDS = [...PAGE.matchAll(/```sh\n(.*?)```/gsu)]
  .flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/gu, '').split('\n'))
  .filter((line) => line.startsWith('npx portero '))
  .map((line) => line.replace(/^npx portero /u, ''));

interface Pair {
  readonly access: string;
  readonly refresh: string;
}

/** Waits for a state, for a minute at most. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await reached()); tries += 1) {
    if (tries === 600) throw new Error('It does not happen');
    await delay(100);
  }
}

describe.skipIf(!HAS_DJANGO)('docs/cut-over.md, from the first line to the last, with a real Django', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-cut-over-'));
  const typed: string[] = [];
  let django: DjangoSite;
  let service: TestService;
  let portero: PorteroCommand;
  let owner: string;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    portero = porteroProcess({ DATABASE_URL: url });
    django = await startDjango();
    await portero.json(['migrate']);
    service = await startService({
      ...{ DATABASE_URL: url, SIMPLEJWT_SIGNING_KEY: django.secret, SIMPLEJWT_ROTATE_REFRESH: 'true' },
      SIMPLEJWT_ACCEPT_ISSUED_BEFORE: new Date(Date.now() + 3_600_000).toISOString(),
      SIMPLEJWT_USER_ID: 'external',
    });
    owner = await defaultOwnerOf(portero);
  }, 600_000);

  afterAll(async () => {
    await Promise.all([django.stop(), service.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (origin: string, path: string, json: unknown) => send(origin, 'POST', path, { json });
  const logIn = async (origin: string, email: string, password = PASSWORD) =>
    at(origin, '/api/token/', { email, password });

  /** The command of the page that begins like this, with the addresses of this machine in it. */
  function wordsOf(begin: string): string[] {
    const line = COMMANDS.find((command) => command.startsWith(begin));
    if (line === undefined) throw new Error(`The page has no ${begin}`);
    typed.push(line);
    return line.split(' ').map((word) => {
      if (/\.(?:json|csv|har|html)$/u.test(word)) return join(folder, word);
      return word
        .replace('shop@example.com', owner)
        .replace(/https:\/\/old\.example\.com|http:\/\/old\.internal:8000/u, django.origin)
        .replace('http://localhost:9010', service.origin)
        .replace('2027-01-31', '2099-01-31');
    });
  }

  const type = (begin: string, more: readonly string[] = []): Promise<unknown> =>
    portero.json([...wordsOf(begin), ...more]);

  /** Runs the shadow of the page while `traffic` goes past it. @returns its answer, its metrics and its report */
  async function typeShadow(traffic: (past: string) => Promise<void>, requests: number) {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const words = wordsOf('shadow').map((word) =>
      word.replace('8080', String(port)).replace('9091', String(metricsPort)),
    );
    const child = spawn(process.execPath, [builtProgram('cli'), ...words, '--writes', '--json'], {
      env: { PATH: process.env['PATH'] },
    });
    const [out, exited] = [text(child.stdout), once(child, 'exit') as Promise<[number | null]>];
    const metrics = async (): Promise<string> =>
      (await send(`http://127.0.0.1:${metricsPort}`, 'GET', '/metrics')).text;
    await until(async () => (await metrics().catch(() => null)) !== null);
    await traffic(`http://127.0.0.1:${port}`);
    const counted = (told: string): number =>
      [...told.matchAll(/^portero_shadow_requests_total\{[^}]*\} (\d+)$/gmu)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
    await until(async () => counted(await metrics()) >= requests);
    const told = await metrics();
    child.kill('SIGTERM');
    const [exitCode] = await exited;
    return {
      exitCode,
      answer: JSON.parse(await out) as unknown,
      told,
      report: readFileSync(join(folder, 'shadow.html'), 'utf8'),
    };
  }

  it('logs nobody out and resets no password', async () => {
    // Before: users, live sessions, and refresh tokens that were used up.
    const known = emails('user', USERS);
    await django.addUsers(known.map((email) => ({ email, password: PASSWORD })));
    const sessions: Pair[] = [];
    for (const email of known.slice(0, SESSIONS)) sessions.push((await logIn(django.origin, email)).json as Pair);
    const spent = ((await logIn(django.origin, known[0] ?? '')).json as Pair).refresh;
    expect((await at(django.origin, '/api/token/refresh/', { refresh: spent })).status).toBe(200);

    writeFileSync(join(folder, 'users.json'), await django.dump('auth.user'));
    expect(await type('users census')).toMatchObject({ rows: USERS, unreadable: 0, unusable: [] });
    expect(await type('users import')).toMatchObject({ created: USERS, rejected: 0 });
    writeFileSync(join(folder, 'blacklist.json'), await django.dump('token_blacklist'));
    expect(await type('tokens import-blacklist')).toMatchObject({ added: 1, unreadable: 0 });

    const keys = known.map((email) => `${email},${createHash('sha1').update(shoopKey(email)).digest('hex')}`);
    writeFileSync(join(folder, 'keys.csv'), ['email,keySha1', ...keys].join('\n'));
    expect(await type('sessions import')).toMatchObject({ created: USERS, rejected: 0 });

    // After the import some sign up at Django.
    await type('legacy set', ['--timeout', '30s']);
    service.clock.advance(6);
    const late = emails('late', LATE);
    await django.addUsers(late.map((email) => ({ email, password: PASSWORD })));

    // Live traffic runs past Portero.
    const traffic = async (past: string): Promise<void> => {
      for (const email of known.slice(0, 4)) {
        const { access } = (await logIn(past, email)).json as Pair;
        expect((await at(past, '/api/token/verify/', { token: access })).status).toBe(200);
        expect((await logIn(past, email, 'wrong')).status).toBe(401);
      }
    };
    const shadow = await typeShadow(traffic, 12);
    const counts = { same: 12, different: 0, failed: 0, dropped: 0, not_asked: 0 };
    expect(shadow).toMatchObject({ exitCode: 0, answer: { ok: true, counts } });
    expect(shadow.told).toContain('portero_shadow_requests_total{method="POST",route="/api/token/",outcome="same"} 8');
    for (const secret of [PASSWORD, known[0] ?? '']) expect(shadow.report + shadow.told).not.toContain(secret);

    // Parity with what Django answers now.
    const recording: object[] = [];
    const record = async (path: string, body: unknown) => {
      const answer = await at(django.origin, path, body);
      const headers = { 'content-type': 'application/json' };
      recording.push({
        request: { method: 'POST', path, headers, body: JSON.stringify(body) },
        response: { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.text },
      });
      return answer.json as Pair;
    };
    const pair = await record('/api/token/', { email: known[1], password: PASSWORD });
    await record('/api/token/', { email: known[1], password: 'wrong' });
    await record('/api/token/', { email: known[1] });
    await record('/api/token/verify/', { token: pair.access });
    await record('/api/token/verify/', { token: 'no token' });
    await record('/api/token/refresh/', { refresh: pair.refresh });
    writeFileSync(join(folder, 'old.har'), recording.map((line) => JSON.stringify(line)).join('\n'));
    expect(await type('parity')).toMatchObject({ ok: true, exchanges: 6, same: 6 });

    // The switch.
    let [forcedLogOuts, resets] = [0, 0];
    for (const { access, refresh } of sessions) {
      const verified = await at(service.origin, '/api/token/verify/', { token: access });
      const renewed = await at(service.origin, '/api/token/refresh/', { refresh });
      const next = renewed.json as Pair;
      const isSame = renewed.status === 200 && claimsIn(next.access).user_id === claimsIn(access).user_id;
      if (verified.status !== 200 || !isSame) forcedLogOuts += 1;
    }
    for (const email of known) if ((await showShopper(service, shoopKey(email))).status !== 200) forcedLogOuts += 1;
    for (const email of [...known, ...late]) if ((await logIn(service.origin, email)).status !== 200) resets += 1;
    expect({ forcedLogOuts, resets }).toEqual({ forcedLogOuts: 0, resets: 0 });
    expect((await at(service.origin, '/api/token/refresh/', { refresh: spent })).status).toBe(401);
    const everybody = USERS + LATE;
    const progress = { users: everybody, loggedIn: everybody, neverCame: 0, oldHash: 0 };
    expect(await type('users progress')).toMatchObject(progress);
    expect(await type('legacy show')).toMatchObject({ backEnds: [{ cameOver: LATE, failed: 0, breaker: 'closed' }] });

    // The end of Django.
    await django.stop();
    await type('legacy remove');
    for (const email of late) expect((await logIn(service.origin, email)).status).toBe(200);
    expect(typed).toEqual(COMMANDS);
  }, 600_000);
});
