import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { ServerDataSource } from './server-data-source';

const CHANNEL = 'portero_probe';
const TRIES = 3;
const WAIT_MS = 700;

/**
 * Tests whether replicas can notify each other through this database. Behind a pooler in transaction mode, LISTEN
 * succeeds but receives nothing. Changes nothing. The embedded database has only one process and is not tested.
 * @throws the driver's error
 */
export async function hearsNotices(dataSource: DataSource): Promise<boolean> {
  if (!(dataSource instanceof ServerDataSource)) return true;
  const message = randomUUID();
  const waiting = new AbortController();
  const line = await dataSource.openNoticeLine({
    heard: (_channel, heard) => {
      if (heard === message) waiting.abort();
    },
    lost: () => undefined,
  });
  try {
    await line.listen(CHANNEL);
    for (let tries = 0; tries < TRIES && !waiting.signal.aborted; tries += 1) {
      await dataSource.query('SELECT pg_notify($1, $2)', [CHANNEL, message]);
      await delay(WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
    }
    return waiting.signal.aborted;
  } finally {
    await line.close().catch(() => undefined);
  }
}
