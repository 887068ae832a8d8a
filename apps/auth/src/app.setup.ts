import { createPublicKey } from 'node:crypto';
import { Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@portero/config';
import { assertFit, migrate, migrationState } from '@portero/database';
import {
  type Clock,
  DefaultOwner,
  isAsymmetric,
  KeyUpkeep,
  KnownOwners,
  LegacyDialects,
  Limits,
  MasterKeySeal,
  RotateKeys,
  SigningKeys,
  TokenProfiles,
} from '@portero/identity';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module';
import { registerAddressLimit } from './http/limits/address-limit';
import { registerBatchedAnswers } from './http/server/batched-answers';
import { registerConnectionClose } from './http/server/connection-close';
import { FailureFilter } from './http/errors/failure.filter';
import { registerDirectRoutes } from './http/routes/direct-routes';
import { registerExpectations } from './http/server/expectations';
import { registerPublicPath } from './http/public-path';
import { registerBodyParsers } from './http/input/body-parsers';
import { registerHostCheck } from './http/origins/host-check';
import { KnownHosts } from './http/origins/known-hosts';
import { registerOriginCheck } from './http/origins/origin-check';
import { observeRequest, registerRequestEnd } from './http/requests/request-end';
import { registerRequestOrigin } from './http/requests/request-origin';
import { Readiness } from './http/health/readiness.service';
import { RouteTable } from './http/server/route-table';
import { registerSecurityHeaders } from './http/server/security-headers';
import { type EarlyErrorHandler, serverOptions } from './http/server/server-options';
import { TrustedProxies } from './http/requests/trusted-proxies';
import { Wires } from './http/wires';
import { requestLog } from './logging/request-log';
import { Metrics } from './metrics/metrics.service';
import { requestMetrics } from './metrics/request-metrics';
import { registerRequestSpans } from './tracing/request-spans';
import { buildDocument } from './openapi/build-document';
import { serveDocs } from './openapi/serve-docs';
import { WIRES } from './wires';
import type { WireDefinition } from './wires/wire-definition';

/** The parts that a test may replace. */
export interface AppOptions {
  /** The existing wires; `DIALECTS` in the settings selects dialects among them. */
  readonly wires?: readonly WireDefinition[];
  readonly clock?: Clock;
  readonly logger?: LoggerService | false;
}

/**
 * Creates the service, ready to listen: the database is connected and migrated, the default owner exists, and the keys are
 * readable. Tests use it too. If a part throws, everything is closed again.
 */
export async function createApp(
  settings: Settings,
  { clock, logger = false, wires: every = WIRES }: AppOptions = {},
): Promise<NestFastifyApplication> {
  const early: { handle: EarlyErrorHandler | null } = { handle: null };
  const wires = new Wires(every.filter(({ kind, name }) => kind !== 'dialect' || settings.speaks(name)));
  const proxies = new TrustedProxies(settings.http.trustedProxies);
  const adapter = new FastifyAdapter(
    serverOptions(settings, wires, proxies, (error, request, reply) => {
      observeRequest(request, reply, [requestLog(proxies)]);
      early.handle?.(error, request, reply);
    }),
  );
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, wires, clock), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  const filter = app.get(FailureFilter);
  early.handle = (error, request, reply) => {
    filter.answer(error, request, reply);
  };
  try {
    prepareServer(adapter.getInstance<FastifyInstance>(), app, wires, settings, proxies);
    await prepareData(app, wires, settings);
    serveDocs(app, () => buildDocument(app, wires.all));
    await app.init();
    app.get(KeyUpkeep).start();
    app.get(KnownOwners).start();
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  return app;
}

/** Before the first route, because hooks run in the order of their registration. */
function prepareServer(
  server: FastifyInstance,
  app: NestFastifyApplication,
  wires: Wires,
  settings: Settings,
  proxies: TrustedProxies,
): void {
  registerRequestSpans(server, proxies);
  registerRequestEnd(server, [requestLog(proxies), requestMetrics(app.get(Metrics))]);
  registerConnectionClose(server, app.get(Readiness));
  registerBatchedAnswers(server);
  registerDirectRoutes(server, app);
  registerRequestOrigin(server, wires);
  registerSecurityHeaders(server, settings.http.publicUrl);
  registerPublicPath(server, settings.http.publicUrl);
  registerExpectations(server, settings.http.bodyLimitBytes);
  registerOrigins(server, wires, settings);
  registerAddressLimit(server, app.get(Limits), wires);
  new RouteTable().attach(server);
  registerBodyParsers(server, wires);
}

/** After the security headers, which refusals also need, and before anything is counted or read. */
function registerOrigins(server: FastifyInstance, wires: Wires, settings: Settings): void {
  const known = new KnownHosts(
    settings,
    wires.all.filter(({ kind }) => kind === 'dialect').map(({ name }) => name),
  );
  registerHostCheck(server, settings.mode === 'documented' ? known : null);
  registerOriginCheck(server, known, wires);
}

/** Migrates the database and reads the keys, so that an unreadable key stops the start and not the first log-in. */
async function prepareData(
  app: NestFastifyApplication,
  wires: Wires<WireDefinition>,
  settings: Settings,
): Promise<void> {
  await assertFit(app.get(DataSource));
  await bringUpToDate(app.get(DataSource));
  await app.get(MasterKeySeal).assert();
  await app.get(DefaultOwner).ensure();
  for (const { name, carriedOverKey, trustedKey } of wires.all) {
    const carriedOver = carriedOverKey?.(settings);
    const trusted = trustedKey?.(settings);
    if (trusted) app.get(SigningKeys).trust(name, createPublicKey(trusted));
    if (carriedOver) await app.get(RotateKeys).carryOver(name, carriedOver.alg, carriedOver.material);
  }
  await prepareTokens(app, wires);
}

/**
 * Migrates only if something is pending. Most starts find nothing, and then need neither the lock nor a separate
 * connection. An older release works on the tables of its successor, but not on those of any later one.
 */
async function bringUpToDate(dataSource: DataSource): Promise<void> {
  const { pending, unknown } = await migrationState(dataSource);
  if (pending.length > 0) await migrate(dataSource);
  if (unknown.length === 0) return;
  new Logger('Migrations').warn(`A newer release than this one has migrated the database: ${unknown.join(', ')}`);
}

/** Creates the published keys before the first request, because verifiers cache an answer without them. */
async function prepareTokens(app: NestFastifyApplication, wires: Wires<WireDefinition>): Promise<void> {
  const profiles = app.get(TokenProfiles);
  const keys = app.get(SigningKeys);
  for (const { legacyLogIn } of wires.all) if (legacyLogIn) app.get(LegacyDialects).register(legacyLogIn);
  for (const { tokens } of wires.all) profiles.register(app.get(tokens, { strict: false }).profile);
  for (const { name, access } of profiles.all()) {
    if (access.type === 'jwt' && isAsymmetric(access.alg)) await keys.current(name, access.alg);
    else await keys.all(name);
  }
}
