import { endEarlySignals } from './boot/early-signals';
import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { environment, loadSettings, type Settings } from '@portero/config';
import { createApp } from './app.setup';
import { WIRES } from './wires';
import { closeOnSignals } from './boot/close-on-signals';
import { explainFailure, ListenError } from './boot/explain-failure';
import { announce } from './boot/announce';
import { showPresence } from './boot/show-presence';
import { ManagementServer } from './metrics/management-server';
import { startTracing } from './tracing/start-tracing';
import { PinoLogger } from './logging/pino-logger';

/** Boots the service. A failed start is reported in a sentence, not as a stack trace. */
async function main(): Promise<void> {
  const settings: Settings = loadSettings(environment(), { wires: WIRES });
  const logger = new PinoLogger(settings.logs);
  const stopTracing = await startTracing(settings.tracing, logger);
  const app = await createApp(settings, { logger });
  closeOnSignals(app, settings, stopTracing);
  endEarlySignals();
  await listen('MANAGEMENT_PORT', app, () => app.get(ManagementServer).start());
  await listen('PORT', app, () => app.listen(settings.http.port, settings.http.host));
  showPresence(app, settings);
  await announce(app, settings);
}

/** If one server cannot listen, the whole process ends in order. */
async function listen(
  port: 'PORT' | 'MANAGEMENT_PORT',
  app: INestApplication,
  start: () => Promise<unknown>,
): Promise<void> {
  try {
    await start();
  } catch (error) {
    await app.close();
    throw new ListenError(port, error);
  }
}

main().catch((error: unknown) => {
  for (const line of explainFailure(error)) console.error(line);
  process.exit(1);
});
