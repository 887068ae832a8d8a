import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Shadow } from '@cli/shadow/shadow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http/http-client';
import { type DjangoSite, startDjango } from '../support/legacy/old-programs';
import { createTestDatabase } from '../support/postgres/test-database';
import { hasPythonModule } from '../support/programs/debian-python';
import { freePort } from '../support/service/free-port';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';
import { claimsIn } from '../support/tokens/back-end';

const HAS_DJANGO = hasPythonModule('rest_framework_simplejwt', 'python3-djangorestframework-simplejwt');
const PAGE = readFileSync(join(__dirname, '../../docs/cut-over.md'), 'utf8');

const USERS = 24;
const SESSIONS = 16;
const LATE = 3;
const emails = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word}${at}@old.example`);
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
    portero = porteroHere({ DATABASE_URL: url });
    django = await startDjango();
    await portero.json(['migrate']);
    service = await startService({
      ...{ DATABASE_URL: url, SIMPLEJWT_SIGNING_KEY: django.secret, SIMPLEJWT_ROTATE_REFRESH: 'true' },
      SIMPLEJWT_ACCEPT_ISSUED_BEFORE: new Date(Date.now() + 3_600_000).toISOString(),
      SIMPLEJWT_USER_ID: 'external',
    });
    const { owners } = await portero.json<{ owners: { uuid: string; isDefault: boolean }[] }>(['owners', 'list']);
    owner = owners.find(({ isDefault }) => isDefault)?.uuid ?? '';
  }, 240_000);

  afterAll(async () => {
    await Promise.all([django.stop(), service.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (origin: string, path: string, json: unknown) => send(origin, 'POST', path, { json });
  const logIn = async (origin: string, email: string, password = PASSWORD) =>
    at(origin, '/api/token/', { email, password });

  /** Runs the command of the page that begins like this, with the addresses of this machine in it. */
  async function type(begin: string, more: readonly string[] = []): Promise<unknown> {
    const line = COMMANDS.find((command) => command.startsWith(begin));
    if (line === undefined) throw new Error(`The page has no ${begin}`);
    typed.push(line);
    const words = line.split(' ').map((word) => {
      if (/\.(?:json|har|html)$/u.test(word)) return join(folder, word);
      return word
        .replace('shop@example.com', owner)
        .replace('https://old.example.com', django.origin)
        .replace('http://localhost:9010', service.origin)
        .replace('2027-01-31', '2099-01-31');
    });
    return portero.json([...words, ...more]);
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
    const words = ['users', 'import', join(folder, 'users.json'), '--format', 'django', '--owner', owner];
    expect(await portero.json(words)).toMatchObject({ created: USERS, rejected: 0 });
    writeFileSync(join(folder, 'blacklist.json'), await django.dump('token_blacklist'));
    expect(await type('tokens import-blacklist')).toMatchObject({ added: 1, unreadable: 0 });

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

    // Shadow: it runs until a signal, so its parts are run here.
    typed.push(COMMANDS.find((command) => command.startsWith('shadow')) ?? '');
    const [old, ours] = [new URL(django.origin), new URL(service.origin)];
    const shadow = new Shadow({ old, new: ours, writes: true, atOnce: 1, waiting: 500, timeoutMs: 60_000 });
    const port = await freePort();
    shadow.server.listen(port, '127.0.0.1');
    const past = `http://127.0.0.1:${port}`;
    for (const email of known.slice(0, 4)) {
      const { access } = (await logIn(past, email)).json as Pair;
      expect((await at(past, '/api/token/verify/', { token: access })).status).toBe(200);
      expect((await logIn(past, email, 'wrong')).status).toBe(401);
    }
    await shadow.close();
    expect(shadow.counts).toEqual({ same: 12, different: 0, failed: 0, dropped: 0, not_asked: 0 });

    // After the import some sign up at Django.
    await type('legacy set', ['--timeout', '30s']);
    service.clock.advance(6);
    const late = emails('late', LATE);
    await django.addUsers(late.map((email) => ({ email, password: PASSWORD })));

    // The switch.
    let [forcedLogOuts, resets] = [0, 0];
    for (const { access, refresh } of sessions) {
      const verified = await at(service.origin, '/api/token/verify/', { token: access });
      const renewed = await at(service.origin, '/api/token/refresh/', { refresh });
      const next = renewed.json as Pair;
      const isSame = renewed.status === 200 && claimsIn(next.access).user_id === claimsIn(access).user_id;
      if (verified.status !== 200 || !isSame) forcedLogOuts += 1;
    }
    for (const email of [...known, ...late]) if ((await logIn(service.origin, email)).status !== 200) resets += 1;
    expect({ forcedLogOuts, resets }).toEqual({ forcedLogOuts: 0, resets: 0 });
    expect((await at(service.origin, '/api/token/refresh/', { refresh: spent })).status).toBe(401);
    expect(await type('legacy show')).toMatchObject({ backEnds: [{ cameOver: LATE, failed: 0, breaker: 'closed' }] });

    // The end of Django.
    await django.stop();
    await type('legacy remove');
    for (const email of late) expect((await logIn(service.origin, email)).status).toBe(200);
    expect(typed).toEqual(COMMANDS);
  }, 280_000);
});
