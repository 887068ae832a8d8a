import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounds } from '../harness/durations';
import { playFault } from '../harness/play';
import { World } from '../harness/world';

/** What one life sends to its database: registration, verification, log-in, checks, refresh, log-out, new password. */
const STEPS = 40;
const STEP_LIMIT_MS = 20_000;

describe('the process killed at each step', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ database: 'postgres' });
  });

  afterAll(() => world.stop());

  it('portero-killed-at-a-step loses nothing', async () => {
    await playFault(world, {
      name: 'portero-killed-at-a-step',
      break: async () => {
        for (let step = 1; step <= STEPS; step += rounds(9, 1)) {
          await killedAt(step);
          await world.startService();
        }
      },
      holdMs: 0,
      mend: () => undefined,
    });
  });

  // Kills the process when it sends its n-th message to the database, before the database has it.
  async function killedAt(step: number): Promise<void> {
    let sent = 0;
    const killed = new Promise<void>((resolve) => {
      world.proxy.onSent = () => {
        sent += 1;
        if (sent < step) return 'pass';
        if (sent === step) void world.service.kill().then(resolve);
        return 'drop';
      };
    });
    await Promise.race([killed, delay(STEP_LIMIT_MS)]);
    world.proxy.passAll();
    expect(sent).toBeGreaterThanOrEqual(step);
  }
});
