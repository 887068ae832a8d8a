import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres/test-database';
import { send } from '../support/http/http-client';
import { freePort } from '../support/service/free-port.mjs';
import { startProcess } from '../support/service/service-process';
import { TraceReceiver } from '../support/traces/trace-receiver';

describe('the process of the service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-traces-'));
  const preload = join(folder, 'told-at-exit.cjs');
  const loaded = join(folder, 'loaded.json');
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const url = await createTestDatabase();
    const script = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache))));`;
    writeFileSync(preload, script);
    env = {
      DATA_DIR: folder,
      NODE_OPTIONS: `--require ${preload}`,
      ...(url === null ? {} : { DATABASE_URL: url }),
    };
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** prom-client loads the API by itself, which does nothing without the rest. */
  const openTelemetry = (): readonly string[] =>
    (JSON.parse(readFileSync(loaded, 'utf8')) as string[]).filter((path) => /@opentelemetry\/(?!api\/)/u.test(path));

  it('loads nothing of OpenTelemetry where no traces are asked for', async () => {
    const service = await startProcess(await freePort(), env);
    expect(await service.stop()).toBe(0);
    expect(openTelemetry()).toEqual([]);
  });

  it('loads it where they are, and sends what is left when it ends', async () => {
    const receiver = await TraceReceiver.start();
    try {
      const slowly = { ...receiver.env, OTEL_BSP_SCHEDULE_DELAY: '600000' };
      const service = await startProcess(await freePort(), { ...env, ...slowly });
      await send(service.origin, 'GET', '/countries', { headers: { country: 'AR' } });
      expect(receiver.spans).toEqual([]);
      expect(await service.stop()).toBe(0);
      expect(receiver.spans.map(({ name }) => name)).toContain('GET /countries');
      expect(openTelemetry().length).toBeGreaterThan(10);
    } finally {
      await receiver.stop();
    }
  });

  it('ends in time where the collector is away', async () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', SHUTDOWN_TIMEOUT: '10' };
    const service = await startProcess(await freePort(), { ...env, ...endpoint });
    await send(service.origin, 'GET', '/countries', { headers: { country: 'AR' } });
    expect(await service.stop()).toBe(0);
  });
});
