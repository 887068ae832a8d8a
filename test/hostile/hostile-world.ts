import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { SmtpSink } from '@libs/identity/testing/smtp-sink';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { type LooseJson, send } from '../support/http/http-client';
import { createTestDatabase } from '../support/postgres/test-database';
import { builtProgram } from '../support/service/built-program';
import { freePort } from '../support/service/free-port.mjs';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { HARDENED_ENV } from '../support/service/service';
import { type Credential, TOKENS_IN } from '../support/tokens/back-end';
import { type Account, LivePool } from './live-pool';

const CLIENT_SCOPES = ['verify', 'revoke', 'exchange', 'token', 'users:read', 'users:write'];

/** The built service on a PostgreSQL server, with a mail server, and two owners with their clients and users. */
export interface HostileWorld {
  readonly service: ServiceProcess;
  readonly document: OpenAPIObject;
  readonly pool: LivePool;
  /** Adds a user to each owner, with a session in every dialect, because earlier sessions may have ended. */
  replenish(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one. Its limits are off, so that requests reach as much code as possible. */
export async function startHostileWorld(mode: 'documented' | 'hardened'): Promise<HostileWorld> {
  const url = await createTestDatabase();
  if (url === null) throw new Error('The hostile search needs a PostgreSQL server: set TEST_DATABASE_URL.');
  const folder = mkdtempSync(join(tmpdir(), 'portero-hostile-'));
  const sink = await SmtpSink.start();
  const env = {
    ...(mode === 'hardened' ? HARDENED_ENV : { MASTER_KEY: randomBytes(32).toString('base64') }),
    DATA_DIR: folder,
    DATABASE_URL: url,
    SMTP_URL: sink.url,
    ALLOWED_HOSTS: 'localhost',
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const words = ['--require', join(__dirname, 'loop-probe.cjs'), builtProgram('auth')];
  const service = await startProcess(await freePort(), env, { words });
  const portero = porteroHere(env);
  const owners = await ownersOf(portero);
  const pool = new LivePool(owners);
  for (const owner of owners) await addClients(portero, owner, pool);
  const document = (await send(service.origin, 'GET', '/openapi.json')).json as OpenAPIObject;
  return {
    service,
    document,
    pool,
    replenish: () => replenish({ origin: service.origin, owners, pool, portero, mode }),
    async stop() {
      await service.kill();
      await sink.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The owner to which the dialects are bound, and another one. */
async function ownersOf(portero: PorteroCommand): Promise<readonly Credential[]> {
  const uuid = await defaultOwnerOf(portero);
  const { secret } = await portero.json<{ secret: string }>(['owners', 'rotate-secret', uuid]);
  const words = ['owners', 'create', '--email', freshEmail(), '--name', 'Another tenant'];
  const other = await portero.json<{ owner: { uuid: string }; secret: string }>(words);
  return [
    { uuid, secret },
    { uuid: other.owner.uuid, secret: other.secret },
  ];
}

async function addClients(portero: PorteroCommand, { uuid }: Credential, pool: LivePool): Promise<void> {
  for (const scope of [CLIENT_SCOPES.join(','), 'verify']) {
    const words = ['clients', 'create', '--owner', uuid, '--name', scope.slice(0, 20), '--scope', scope];
    const { client, secret } = await portero.json<{ client: { clientId: string }; secret: string }>(words);
    pool.addClient({ uuid: client.clientId, secret });
  }
}

interface Ground {
  readonly origin: string;
  readonly owners: readonly Credential[];
  readonly pool: LivePool;
  readonly portero: PorteroCommand;
  readonly mode: 'documented' | 'hardened';
}

async function replenish({ origin, owners, pool, portero, mode }: Ground): Promise<void> {
  pool.addAccount(await addOwner(portero));
  if (mode === 'documented') pool.addAccount(await registerOwner(origin));
  for (const owner of owners) {
    pool.addAccount(await registerUser(origin, owner));
    const account = await addUser(origin, owner);
    pool.addAccount(account);
    if (owner !== owners[0]) continue;
    for (const dialect of EVERY_DIALECT) {
      const answer = await send(origin, 'POST', dialect.loginPath, dialect.login(account, owner.uuid));
      if (answer.status !== 200) throw new Error(`Log-in by ${dialect.name}: ${answer.status} ${answer.text}`);
      pool.addSession({ dialect: dialect.name, ...TOKENS_IN[dialect.name]!(answer.json) });
    }
  }
}

/** An owner that has a password. */
async function addOwner(portero: PorteroCommand): Promise<Account> {
  const email = freshEmail();
  const words = ['owners', 'create', '--email', email, '--name', 'A tenant', '--password-stdin'];
  const { owner } = await portero.json<{ owner: { uuid: string; id: number } }>(words, STRONG_PASSWORD);
  const codes = { verification: null, password: null };
  return { kind: 'owner', ...owner, email, password: STRONG_PASSWORD, ownerUuid: owner.uuid, codes };
}

/** An owner with an unconfirmed e-mail. */
async function registerOwner(origin: string): Promise<Account> {
  const json = { email: freshEmail(), password: STRONG_PASSWORD, owner: 'Newcomer' };
  const created = (await send(origin, 'POST', '/owner', { json })).json as LooseJson;
  const { uuid, verificationCode } = created.result;
  const codes = { verification: verificationCode as string, password: null };
  return { kind: 'owner', uuid, id: 0, email: json.email, password: STRONG_PASSWORD, ownerUuid: uuid, codes };
}

/** A user with an unconfirmed e-mail. */
async function registerUser(origin: string, owner: Credential): Promise<Account> {
  const email = freshEmail();
  const json = { email, password: STRONG_PASSWORD, ownerUuid: owner.uuid, rol: 1 };
  const created = (await send(origin, 'POST', '/users', { json, owner })).json as LooseJson;
  const { uuid, verificationCode } = created.result;
  const codes = { verification: verificationCode as string, password: null };
  return { kind: 'user', uuid, id: 0, email, password: STRONG_PASSWORD, ownerUuid: owner.uuid, codes };
}

async function addUser(origin: string, owner: Credential): Promise<Account> {
  const email = freshEmail();
  const json = { email, password: STRONG_PASSWORD, ownerUuid: owner.uuid, rol: 5 };
  const created = (await send(origin, 'POST', '/users', { json, owner })).json as LooseJson;
  const { uuid, verificationCode } = created.result;
  const path = `/users/${uuid}/verify`;
  const verified = (await send(origin, 'PUT', path, { json: { verificationCode }, owner })).json as LooseJson;
  const codes = { verification: null, password: null };
  return { kind: 'user', uuid, id: verified.result.id, email, password: STRONG_PASSWORD, ownerUuid: owner.uuid, codes };
}
