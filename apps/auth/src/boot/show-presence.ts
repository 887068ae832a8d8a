import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@portero/config';
import { DatabaseLoad } from '@portero/database';
import { BacklogWatch, Presence } from '@portero/identity';
import { productVersion } from '@portero/setup';

/** Starts the report to `portero status`, and the log lines about mails or webhooks that are not sent. */
export function showPresence(app: NestFastifyApplication, { mode, limits }: Settings): void {
  const limitStore = limits.enabled ? limits.store.kind : 'memory';
  const load = app.get(DatabaseLoad, { strict: false });
  const standbyUp = (): boolean | null => load.standbyUp;
  app.get(Presence, { strict: false }).start({ version: productVersion(), mode, limitStore, standbyUp });
  app.get(BacklogWatch, { strict: false }).start();
}
