import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../../support/postgres/postgres-server.mjs';
import { freePort } from '../../support/service/free-port.mjs';
import { startProcess } from '../../support/service/service-process';
import { rounds, seconds } from '../harness/durations';
import { playKilled } from '../harness/mails';
import { type Fault, playFault } from '../harness/play';
import { type DatabaseKind, World } from '../harness/world';

const KILLS = rounds(2, 20);

const KILLED: Fault = {
  name: 'portero-killed',
  break: async (world) => {
    for (let round = 0; round < KILLS; round += 1) {
      await world.service.kill();
      await world.startService();
      await delay(200 + ((round * 137) % 700));
    }
  },
  holdMs: 0,
  mend: () => undefined,
};

const RESTARTED: Fault = {
  name: 'portero-restarted',
  break: async (world) => {
    expect(await world.service.stop()).toBe(0);
    await world.startService();
  },
  holdMs: 0,
  mend: () => undefined,
};

const BLOCKED: Fault = {
  name: 'event-loop-blocked',
  break: ({ service }) => void service.child.kill('SIGSTOP'),
  holdMs: seconds(2, 10),
  mend: ({ service }) => void service.child.kill('SIGCONT'),
};

describe.each<DatabaseKind>(['postgres', 'embedded'])('faults of the process on %s', (database) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ database });
  });

  afterAll(() => world.stop());

  it('portero-killed loses nothing', async () => {
    await playKilled(world, KILLED, KILLS);
  });

  it.each([RESTARTED, BLOCKED])('$name loses nothing', async (fault) => {
    await playFault(world, fault);
  });
});

describe('starts at once on an empty database', () => {
  it('starts-at-once all become ready, and migrate once', async () => {
    const server = await startPostgres();
    const folder = mkdtempSync(join(tmpdir(), 'portero-fault-'));
    const env = {
      DATA_DIR: folder,
      DATABASE_URL: await server.createDatabase('starts'),
      MASTER_KEY: randomBytes(32).toString('base64'),
    };
    try {
      const ports = await Promise.all(Array.from({ length: rounds(3, 10) }, () => freePort()));
      const started = await Promise.allSettled(ports.map((port) => startProcess(port, env)));
      for (const each of started) if (each.status === 'fulfilled') await each.value.kill();
      expect(started.map(({ status }) => status)).toEqual(ports.map(() => 'fulfilled'));
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
