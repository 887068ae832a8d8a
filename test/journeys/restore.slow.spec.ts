import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createVerifier, type TokenVerifier } from '@portero/token-guard';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LooseJson, send } from '../support/http/http-client';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.mjs';
import { systemProgram } from '../support/programs/system-program';
import { freePort } from '../support/service/free-port.mjs';
import { porteroHere } from '../support/service/portero-command';
import { introspectAt, logInAt, newUser, type Replicas } from '../support/service/replicas';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { type Credential, DIALECT_NAMES, exchangeOf } from '../support/tokens/back-end';

const run = promisify(execFile);
const INITDB = systemProgram('initdb', 'postgresql-15');

/** A session in a dialect, and the standard token that was got for it. */
interface Held {
  readonly dialect: string;
  readonly access: string;
  readonly standard: string;
}

describe.skipIf(INITDB === null)('a restore from a dump', () => {
  const binaries = dirname(dirname(INITDB ?? ''));
  const program = (name: string): string => join(binaries, 'bin', name);
  let folder: string;
  let servers: PostgresServer[];
  let env: Readonly<Record<string, string>>;
  let service: ServiceProcess;
  let owner: Credential;
  let verifier: TokenVerifier;
  let staying: Held[];
  let leaving: Held[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portero-restore-'));
    // A new server, as after a loss: its transactions are numbered from the beginning.
    servers = [await startPostgres({ binaries }), await startPostgres({ binaries })];
    const port = await freePort();
    env = {
      DATA_DIR: folder,
      DATABASE_URL: await servers[0]!.createDatabase('portero'),
      MASTER_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    };
    service = await startProcess(port, env);
    const home = (await send(service.origin, 'GET', '/', { headers: { accept: 'application/json' } }))
      .json as LooseJson;
    const { secret } = await porteroHere(env).json<{ secret: string }>(['owners', 'rotate-secret', home.defaultOwner]);
    owner = { uuid: home.defaultOwner, secret };
    const { origin: issuer } = service;
    const revocations = { fail: 'closed', maxAgeSeconds: 60 } as const;
    verifier = createVerifier({ issuer, owner: owner.uuid, secret, revocations });
    await verifier.ready();
  }, 300_000);

  afterAll(async () => {
    verifier.close();
    await service.stop();
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function held(dialect: string): Promise<Held> {
    const user = await newUser({ a: service, owner } as Replicas);
    const { access } = await logInAt(service, dialect, user, owner);
    const answer = await send(service.origin, 'POST', '/oauth/token', { owner, form: exchangeOf(access) });
    return { dialect, access, standard: (answer.json as LooseJson).access_token };
  }

  const heldByAll = async (): Promise<Held[]> => {
    const sessions: Held[] = [];
    for (const dialect of DIALECT_NAMES) sessions.push(await held(dialect));
    return sessions;
  };

  /** The dialects whose tokens the service calls active. */
  async function active(sessions: readonly Held[]): Promise<readonly string[]> {
    const alive: string[] = [];
    for (const { dialect, access } of sessions)
      if ((await introspectAt(service, access, owner)).active === true) alive.push(dialect);
    return alive;
  }

  /** The dialects whose standard tokens a service behind Portero accepts, which asks nobody. */
  async function accepted(sessions: readonly Held[]): Promise<readonly string[]> {
    const asked = sessions.map(async ({ dialect, standard }) =>
      verifier.verify(standard).then(
        () => [dialect],
        () => [],
      ),
    );
    return (await Promise.all(asked)).flat();
  }

  const soonAccepted = (sessions: readonly Held[], dialects: readonly string[]): Promise<void> =>
    vi.waitFor(async () => expect(await accepted(sessions)).toEqual(dialects), { timeout: 60_000, interval: 100 });

  it('is healthy, and everything of before the dump is as it was', { timeout: 300_000 }, async () => {
    [staying, leaving] = [await heldByAll(), await heldByAll()];
    await soonAccepted(leaving, DIALECT_NAMES);
    const dumped = new Date();
    const dump = join(folder, 'portero.dump');
    // Log-ins go on while it is written.
    const [during] = await Promise.all([
      heldByAll(),
      run(program('pg_dump'), ['--format=custom', `--file=${dump}`, env['DATABASE_URL']!]),
    ]);
    expect(await active(during)).toEqual(DIALECT_NAMES);
    for (const { access: token } of leaving)
      expect((await send(service.origin, 'POST', '/oauth/revoke', { owner, form: { token } })).status).toBe(200);
    expect(await active(leaving)).toEqual([]);
    await soonAccepted(leaving, []);
    const words = ['audit', 'export', '--owner', owner.uuid, '--since', dumped.toISOString()];
    writeFileSync(join(folder, 'audit.ndjson'), (await porteroHere(env).run(words)).out);
    expect(await service.stop()).toBe(0);

    env = { ...env, DATABASE_URL: await servers[1]!.createDatabase('portero') };
    await run(program('pg_restore'), ['--no-owner', '--exit-on-error', '--dbname', env['DATABASE_URL']!, dump]);
    const doctor = await porteroHere(env).run(['doctor']);
    expect([doctor.exitCode, doctor.err]).toEqual([0, '']);
    service = await startProcess(Number(new URL(service.origin).port), env);
    expect(await active(staying)).toEqual(DIALECT_NAMES);
    await soonAccepted(staying, DIALECT_NAMES);
  });

  it('brings sessions back that were ended since, which the audit log of the lost time ends again', async () => {
    expect(await active(leaving)).toEqual(DIALECT_NAMES);
    const words = ['sessions', 'end', '--ended-in', join(folder, 'audit.ndjson'), '--owner', owner.uuid];
    // Two of each user: its verification logged it in, too.
    expect(await porteroHere(env).json(words)).toMatchObject({ users: 5, sessions: 10, told: 5, unreadable: 0 });
    expect([await active(leaving), await active(staying)]).toEqual([[], DIALECT_NAMES]);
    await soonAccepted(leaving, []);
    await soonAccepted(staying, DIALECT_NAMES);
    // Done again, it finds nothing.
    expect(await porteroHere(env).json(words)).toMatchObject({ users: 0, sessions: 0, told: 5 });
  });

  it('has all sessions ended that began before a moment, where no audit log is left', async () => {
    const moment = new Date().toISOString();
    const later = await heldByAll();
    const words = ['sessions', 'end', '--before', moment];
    const { sessions } = await porteroHere(env).json<{ sessions: number }>(words);
    expect(sessions).toBeGreaterThanOrEqual(5);
    expect([await active(staying), await active(later)]).toEqual([[], DIALECT_NAMES]);
    await soonAccepted(staying, []);
    await soonAccepted(later, DIALECT_NAMES);
    const { out } = await porteroHere(env).run(['audit', 'export', '--owner', owner.uuid, '--event', 'sessions_ended']);
    const last = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(last).toMatchObject({ actor: 'operator', detail: 'ended_by_operator', outcome: 'ok' });
    const refused = await porteroHere(env).run(['sessions', 'end', '--before', '2999-01-01', '--json']);
    expect([refused.exitCode, JSON.parse(refused.out)]).toMatchObject([1, { error: { code: 'moment_in_future' } }]);
    const which = await porteroHere(env).run(['sessions', 'end', '--json']);
    expect([which.exitCode, JSON.parse(which.out)]).toMatchObject([1, { error: { code: 'which_missing' } }]);
  });
});
