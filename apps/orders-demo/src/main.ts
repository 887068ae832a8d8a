import 'reflect-metadata';
import { FolderInUseError } from './database/folder-lock';
import { createOrdersDemo } from './orders-demo.setup';
import { readSettings, SettingsError } from './settings/read-settings';

/** Longer than any answer should take. */
const PATIENCE_MS = 10_000;

/** Boots the service, and ends it in order on a signal or when its parent process is gone. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const app = await createOrdersDemo(settings);
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, end);
  try {
    await app.listen(settings.http.port, settings.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const origin = (await app.getUrl()).replace('127.0.0.1', 'localhost');
  console.log(`Orders are taken at ${origin}/`);
  process.send?.({ origin });
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

/** A sentence for errors that people can fix. */
function explain(error: unknown): unknown {
  if (error instanceof SettingsError || error instanceof FolderInUseError) return error.message;
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isPortTaken ? 'The port of the demo is in use already; set it to another one.' : error;
}
