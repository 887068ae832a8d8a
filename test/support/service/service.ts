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

/** A service that listens on a free port of this machine, with a real, separate database. */
export interface TestService {
  readonly origin: string;
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly clock: TestClock;
  readonly dataSource: DataSource;
  readonly document: OpenAPIObject;
  /** Sends a request. The answer to a documented operation must conform to the OpenAPI document. */
  request<T = LooseJson>(method: string, path: string, sending?: Sending): Promise<Answer<T>>;
  stop(): Promise<void>;
}

/** Cheap hashes, because these tests are not about the cost of argon2. */
const TEST_ENV = {
  ARGON2_MEMORY_KIB: '1024',
  ARGON2_TIME: '1',
  PORT: '0',
  HOST: '127.0.0.1',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'silent',
  // Most specs stop or move the clock of the process. Counts on a server would not follow that clock.
  LIMIT_STORE: 'memory',
};

/** Starts a service. `env` adds and replaces settings. */
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

/** The shared services. `public-keys`: documented mode, but nothing is signed with a shared secret. */
export type SharedMode = 'documented' | 'hardened' | 'public-keys';

const SHARED_ENV: Readonly<Record<SharedMode, () => Readonly<Record<string, string>>>> = {
  documented: () => ({}),
  hardened: () => HARDENED_ENV,
  'public-keys': () => PUBLIC_KEYS_ENV,
};

const shared = new Map<string, Promise<TestService>>();

/** One service for each process and mode. The first call starts it. Specs create separate owners to stay independent. */
export function sharedService(mode: SharedMode = 'documented'): Promise<TestService> {
  const known = shared.get(mode) ?? startService(SHARED_ENV[mode]());
  shared.set(mode, known);
  return known;
}

/** Settings that hardened mode requires. Nothing listens at the SMTP address, so mails wait in the outbox. */
export const HARDENED_ENV: Readonly<Record<string, string>> = {
  CONTRACT_MODE: 'hardened',
  MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString('base64'),
  SMTP_URL: 'smtp://127.0.0.1:9',
  PUBLIC_URL: 'https://auth.example.com',
  // Sign-up is closed by default, but most specs need users of Shoop.
  SHOOP_SIGNUP: 'open',
};

/** All algorithms with a public verification key. */
export const PUBLIC_KEYS_ENV: Readonly<Record<string, string>> = {
  AUTH100_SIGNING_ALG: 'RS256',
  BOOKKER_SIGNING_ALG: 'ES256',
  SIMPLEJWT_SIGNING_ALG: 'EdDSA',
  KOKO_SIGNING_ALG: 'RS256',
  OAUTH_SIGNING_ALG: 'ES256',
};
