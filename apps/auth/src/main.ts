import 'reflect-metadata';
import { environment, loadSettings, type Settings } from '@portero/config';
import { createApp } from './app.setup';
import { WIRES } from './wires';
import { closeOnSignals } from './boot/close-on-signals';
import { explainFailure } from './boot/explain-failure';
import { announce } from './boot/announce';
import { ManagementServer } from './metrics/management-server';
import { PinoLogger } from './logging/pino-logger';

/** Boots the service. What keeps it from starting is told in a sentence, not in a stack trace. */
async function main(): Promise<void> {
  const settings: Settings = loadSettings(environment(), { wires: WIRES });
  const app = await createApp(settings, { logger: new PinoLogger(settings.logs) });
  closeOnSignals(app, settings);
  try {
    await app.get(ManagementServer).start();
    await app.listen(settings.http.port, settings.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  await announce(app, settings);
}

main().catch((error: unknown) => {
  for (const line of explainFailure(error)) console.error(line);
  process.exit(1);
});
