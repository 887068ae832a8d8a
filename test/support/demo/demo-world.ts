import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { freshEmail, PASSWORD } from '../accounts/auth100-accounts';
import type { Credential } from '../tokens/back-end';
import { freePort } from '../service/free-port.mjs';
import { type Answer, type LooseJson, send } from '../http/http-client';
import { type PorteroCommand, porteroProcess } from '../service/portero-command';
import { type ServiceProcess, startProcess } from '../service/service-process';
import { createTestDatabase } from '../postgres/test-database';
import { UnreliableProxy } from './unreliable-proxy';

/** Portero behind a proxy, with an owner to which every dialect is bound, and three users. */
export interface DemoWorld {
  readonly proxy: UnreliableProxy;
  readonly owner: Credential;
  readonly portero: PorteroCommand;
  /** Whether the database is a server, so that the `portero` command works beside the running service. */
  readonly hasServer: boolean;
  /** E-mails by role. */
  readonly people: Readonly<Record<'BUYER' | 'SELLER' | 'ADMIN', string>>;
  service(): ServiceProcess;
  /** Starts it again, on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const ROLE_IDS = { BUYER: 3, SELLER: 2, ADMIN: 5 } as const;

/** Starts everything that a demo needs, like `npm run demo`. */
export async function startDemoWorld(env: Readonly<Record<string, string>> = {}): Promise<DemoWorld> {
  const url = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'portero-demo-'));
  const port = await freePort();
  const proxy = await UnreliableProxy.listen(port);
  const data = {
    DATA_DIR: folder,
    MASTER_KEY: randomBytes(32).toString('base64'),
    ...(url === null ? {} : { DATABASE_URL: url }),
  };
  const portero = porteroProcess(data);
  await portero.run(['migrate']);
  const words = ['owners', 'create', '--email', freshEmail(), '--name', 'Shop'];
  const made = await portero.json<{ owner: { uuid: string }; secret: string }>(words);
  const owner = { uuid: made.owner.uuid, secret: made.secret };
  const bound = Object.fromEntries(
    ['KOKO', 'BOOKKER', 'SIMPLEJWT', 'SHOOP'].map((name) => [`${name}_OWNER`, owner.uuid]),
  );
  const start = () => startProcess(port, { ...data, ...bound, PUBLIC_URL: proxy.url, ...env });
  let service = await start();
  return {
    proxy,
    owner,
    portero,
    hasServer: url !== null,
    people: await seed(service.origin, owner.uuid),
    service: () => service,
    async restart() {
      service = await start();
    },
    async stop() {
      service.child.kill('SIGCONT');
      await service.stop();
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function seed(origin: string, ownerUuid: string): Promise<DemoWorld['people']> {
  const people = { BUYER: freshEmail(), SELLER: freshEmail(), ADMIN: freshEmail() };
  for (const role of ['BUYER', 'SELLER', 'ADMIN'] as const) {
    const json = { email: people[role], password: PASSWORD, ownerUuid, rol: ROLE_IDS[role] };
    const created = (await send(origin, 'POST', '/users', { json })).json as LooseJson;
    const { uuid, verificationCode } = created.result;
    const verified = await send(origin, 'PUT', `/users/${uuid}/verify`, { json: { ownerUuid, verificationCode } });
    if (verified.status !== 200) throw new Error(`No user: ${verified.text}`);
  }
  return people;
}

/** A session as the demo returns it. */
export interface DemoSession {
  readonly dialect: string;
  readonly access: string;
  readonly refresh: string | null;
  readonly standard: string;
}

/** The requests of the demo's page, without the page. */
export function usingDemo(origin: string) {
  const post = (path: string, json: object) => send(origin, 'POST', path, { json }) as Promise<Answer<LooseJson>>;
  return {
    logIn: (dialect: string, email: string) => post('/sessions', { dialect, email, password: PASSWORD }),
    logOut: ({ dialect, access, refresh }: DemoSession) => post('/sessions/log-out', { dialect, access, refresh }),
    call: (path: string, bearer: string) => send(origin, 'GET', path, { bearer }) as Promise<Answer<LooseJson>>,
    health: () => send(origin, 'GET', '/readyz') as Promise<Answer<LooseJson>>,
  };
}
