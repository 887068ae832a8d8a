import 'reflect-metadata';
import { createOrdersDemo } from './orders-demo.setup';
import { readSettings } from './settings/read-settings';

/** Longer than any answer should take. */
const PATIENCE_MS = 10_000;

/** Boots the service, and ends it in order: on a signal, or when the process is gone that started it. */
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
  await app.listen(settings.http.port, settings.http.host);
  const origin = (await app.getUrl()).replace('127.0.0.1', 'localhost');
  console.log(`Orders are taken at ${origin}/`);
  process.send?.({ origin });
}

main().catch((error: unknown) => {
  const isExpected = error instanceof Error && ['SettingsError', 'FolderInUseError'].includes(error.name);
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
