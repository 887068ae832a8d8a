import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { rounds } from '../harness/durations';
import { onWrite } from '../harness/killed-program';
import { playKilled } from '../harness/mails';
import type { Fault } from '../harness/play';
import { type DatabaseKind, World } from '../harness/world';

/** What one life sends to its database: registration, verification, log-in, checks, refresh, log-out, new password. */
const STEPS = 40;
const STEP_LIMIT_MS = 20_000;

/** Calls back at each step that a process takes in its database. @returns what ends it */
type Steps = (world: World, onStep: () => 'pass' | 'drop') => () => void;

/** A message to the server, before the server has it. */
const MESSAGES: Steps = ({ proxy }, onStep) => {
  proxy.onSent = onStep;
  return () => proxy.passAll();
};

/** A write of the embedded database to its write-ahead log. */
const WRITES: Steps = ({ env }, onStep) => onWrite(env['DATA_DIR']!, onStep);

/** The short form has no embedded database: `portero-killed` kills it, too. */
const PLAYED = (
  [
    ['postgres', MESSAGES, rounds(9, 1)],
    ['embedded', WRITES, 2],
  ] satisfies [DatabaseKind, Steps, number][]
).slice(0, rounds(1, 2)) as [DatabaseKind, Steps, number][];

describe('the process killed at each step', () => {
  let world: World;

  afterEach(() => world.stop());

  it.each(PLAYED)('portero-killed-at-a-step loses nothing on %s', async (database, steps, apart) => {
    world = await World.start({ database });
    const kills = Math.ceil(STEPS / apart);
    const fault: Fault = {
      name: 'portero-killed-at-a-step',
      break: async () => {
        for (let kill = 0; kill < kills; kill += 1) {
          await killedAt(1 + kill * apart, steps);
          await world.startService();
        }
      },
      holdMs: 0,
      mend: () => undefined,
    };
    await playKilled(world, fault, kills);
  });

  async function killedAt(step: number, steps: Steps): Promise<void> {
    let taken = 0;
    let end = (): void => undefined;
    const killed = new Promise<void>((resolve) => {
      end = steps(world, () => {
        taken += 1;
        if (taken < step) return 'pass';
        if (taken === step) void world.service.kill().then(resolve);
        return 'drop';
      });
    });
    await Promise.race([killed, delay(STEP_LIMIT_MS)]);
    end();
    expect(taken).toBeGreaterThanOrEqual(step);
  }
});
