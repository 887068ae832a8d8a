import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadSettings, type Settings } from '@portero/config';
import { DataSource } from 'typeorm';
import { createApp } from '@auth/app.setup';
import { WIRES } from '@auth/wires';
import type { WireDefinition } from '@auth/wires/wire-definition';
import { type Answer, type LooseJson, send, type Sending } from '../http/http-client';
import { OpenApiConformance } from '../http/openapi-conformance';
import { TestClock } from './test-clock';
import { prepareTestDatabase } from '../postgres/test-database';

/** A service that listens on a free port of this machine, on a real database of its own. */
export interface TestService {
  readonly origin: string;
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly clock: TestClock;
  readonly dataSource: DataSource;
  readonly document: OpenAPIObject;
  /** Sends a request; the answer to a documented operation must be as the OpenAPI document says. */
  request<T = LooseJson>(method: string, path: string, sending?: Sending): Promise<Answer<T>>;
  stop(): Promise<void>;
}

/** Cheap hashes: what these tests are about is not the cost of argon2. */
const TEST_ENV = {
  ARGON2_MEMORY_KIB: '1024',
  ARGON2_TIME: '1',
  PORT: '0',
  HOST: '127.0.0.1',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'silent',
  // Most specs stop or move the time of the process, which a server's counts would not follow.
  LIMIT_STORE: 'memory',
};

/** Boots a service. `env` adds to and replaces settings. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
  wires: readonly WireDefinition[] = WIRES,
  logger: LoggerService | false = false,
): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-test-'));
  const databaseUrl = await prepareTestDatabase(join(folder, 'database'));
  const settings = loadSettings(
    { ...TEST_ENV, DATA_DIR: folder, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }), ...env },
    { wires },
  );
  const clock = new TestClock();
  const app = await createApp(settings, { clock, wires, logger });
  await app.listen(0, '127.0.0.1');
  const origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const document = (await send(origin, 'GET', '/openapi.json')).json as OpenAPIObject;
  const conformance = OpenApiConformance.of(document);
  return {
    origin,
    app,
    settings,
    clock,
    document,
    dataSource: app.get(DataSource),
    async request<T>(method: string, path: string, sending: Sending = {}): Promise<Answer<T>> {
      const answer = await send(origin, method, path, sending);
      conformance.assert(method, path, answer);
      return answer as Answer<T>;
    },
    async stop(): Promise<void> {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What there is a shared service of. `public-keys`: documented, but nothing is signed with a shared secret. */
export type SharedMode = 'documented' | 'hardened' | 'public-keys';

const SHARED_ENV: Readonly<Record<SharedMode, () => Readonly<Record<string, string>>>> = {
  documented: () => ({}),
  hardened: () => HARDENED_ENV,
  'public-keys': () => PUBLIC_KEYS_ENV,
};

const shared = new Map<string, Promise<TestService>>();

/** One service a process and mode, booted at the first call and kept: specs keep apart by making owners of their own. */
export function sharedService(mode: SharedMode = 'documented'): Promise<TestService> {
  const known = shared.get(mode) ?? startService(SHARED_ENV[mode]());
  shared.set(mode, known);
  return known;
}

/** What hardened mode refuses to start without. Nothing listens at the SMTP address: mails wait in the outbox. */
export const HARDENED_ENV: Readonly<Record<string, string>> = {
  CONTRACT_MODE: 'hardened',
  MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString('base64'),
  SMTP_URL: 'smtp://127.0.0.1:9',
  PUBLIC_URL: 'https://auth.example.com',
  // Closed unless an operator opens it; most specs need users of Shoop.
  SHOOP_SIGNUP: 'open',
};

/** Every algorithm whose verifying key is public. */
export const PUBLIC_KEYS_ENV: Readonly<Record<string, string>> = {
  AUTH100_SIGNING_ALG: 'RS256',
  BOOKKER_SIGNING_ALG: 'ES256',
  SIMPLEJWT_SIGNING_ALG: 'EdDSA',
  KOKO_SIGNING_ALG: 'RS256',
  OAUTH_SIGNING_ALG: 'ES256',
};
