import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshEmail, PASSWORD } from '../accounts/auth100-accounts';
import { type Credential, TOKENS_IN } from '../tokens/back-end';
import { EVERY_DIALECT } from '../dialects/every-dialect';
import { freePort } from './free-port.mjs';
import { type LooseJson, send } from '../http/http-client';
import { type PorteroCommand, porteroHere } from './portero-command';
import { type ServiceProcess, startProcess } from './service-process';
import { createTestDatabase } from '../postgres/test-database';

/** Two processes of the service on one database server, and an owner to which every dialect is bound. */
export interface Replicas {
  readonly a: ServiceProcess;
  readonly b: ServiceProcess;
  readonly owner: Credential;
  readonly portero: PorteroCommand;
  stop(): Promise<void>;
}

/** Replicas that were started here, and the database that they share. */
export interface StartedReplicas extends Replicas {
  readonly databaseUrl: string;
}

/** The tokens of a live session. */
export interface Session {
  readonly access: string;
  readonly refresh: string | null;
}

/** Starts both. Needs a database server. `env` adds to the settings of both. */
export async function startReplicas(env: Readonly<Record<string, string>> = {}): Promise<StartedReplicas> {
  const url = await createTestDatabase();
  if (url === null) throw new Error('Two processes need a database server');
  const folder = mkdtempSync(join(tmpdir(), 'portero-replicas-'));
  const shared = {
    DATA_DIR: folder,
    DATABASE_URL: url,
    MASTER_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'http://auth.portero.test',
    ...env,
  };
  const a = await startProcess(await freePort(), shared);
  const b = await startProcess(await freePort(), shared);
  const portero = porteroHere(shared);
  const home = (await send(a.origin, 'GET', '/', { headers: { accept: 'application/json' } })).json as LooseJson;
  const { secret } = await portero.json<{ secret: string }>(['owners', 'rotate-secret', home.defaultOwner]);
  return {
    a,
    b,
    owner: { uuid: home.defaultOwner, secret },
    portero,
    databaseUrl: url,
    async stop() {
      await Promise.all([a.stop(), b.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Creates a user of the owner over HTTP. @returns what it logs in with */
export async function newUser({ a, owner }: Replicas): Promise<{ readonly email: string; readonly password: string }> {
  const email = freshEmail();
  const json = { email, password: PASSWORD, ownerUuid: owner.uuid };
  const created = (await send(a.origin, 'POST', '/users', { json })).json as LooseJson;
  const { uuid, verificationCode } = created.result;
  const verified = await send(a.origin, 'PUT', `/users/${uuid}/verify`, {
    json: { ownerUuid: owner.uuid, verificationCode },
  });
  if (verified.status !== 200) throw new Error(`No user: ${verified.text}`);
  return { email, password: PASSWORD };
}

/** Logs in at one replica. */
export async function logInAt(
  { origin }: ServiceProcess,
  dialect: string,
  login: { readonly email: string; readonly password: string },
  owner: Credential,
): Promise<Session> {
  const under = EVERY_DIALECT.find(({ name }) => name === dialect)!;
  const answer = await send(origin, 'POST', under.loginPath, under.login(login, owner.uuid));
  if (answer.status !== 200) throw new Error(`Log-in by ${dialect}: ${answer.status} ${answer.text}`);
  return TOKENS_IN[dialect]!(answer.json);
}

/** A replica's introspection of a token. */
export async function introspectAt({ origin }: ServiceProcess, token: string, owner: Credential): Promise<LooseJson> {
  const answer = await send(origin, 'POST', '/oauth/introspect', { owner, form: { token } });
  if (answer.status !== 200) throw new Error(`Introspection: ${answer.status} ${answer.text}`);
  return answer.json;
}
