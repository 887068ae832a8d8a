import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLosses } from '../harness/compare';
import { seconds } from '../harness/durations';
import { Ledger } from '../harness/ledger';
import { report } from '../harness/report';
import { soak, type SoakSample } from '../harness/soak';
import { World } from '../harness/world';

const MINUTES = Number(process.env['FAULT_MINUTES'] ?? 30);
const DURATION_MS = seconds(10, MINUTES * 60);
const LIMIT_MS = DURATION_MS + 600_000;

/** How much more the last third may take than the one before: what grows without end passes it in half an hour. */
const GROWTH = 1.2;
/** Pauses of a busy machine are in the times of single samples. */
const SLOWER = 3;

describe('a soak', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ database: 'postgres' });
  });

  afterAll(() => world.stop());

  it(
    'soak leaves memory, handles, connections and times as they are',
    async () => {
      const ledger = new Ledger();
      const samples = await soak(world, ledger, DURATION_MS);
      const [, before, last] = [0, 1, 2].map((third) => middleOf(samples.slice(third * 10, third * 10 + 10)));
      const losses = await findLosses(world.target, ledger, world.mailsTo);
      report({
        name: 'soak',
        database: world.database,
        requests: ledger.requests,
        failed: ledger.failures(),
        longestGapMs: ledger.longestGap(),
        recoveryMs: 0,
        lost: losses.length,
      });
      process.stderr.write(`${JSON.stringify({ before, last })}\n`);
      expect([losses.map(({ text }) => text), ledger.failures(), ledger.wrong]).toEqual([[], {}, []]);
      expect(last!.memory).toBeLessThan(before!.memory * GROWTH);
      expect(last!.handles).toBeLessThan(before!.handles * GROWTH + 5);
      expect(last!.connections).toBeLessThan(before!.connections * GROWTH + 5);
      expect(last!.p99).toBeLessThan(before!.p99 * SLOWER);
    },
    LIMIT_MS,
  );
});

function middleOf(samples: readonly SoakSample[]): SoakSample {
  const middle = (name: keyof SoakSample) => samples.map((sample) => sample[name]).sort((a, b) => a - b)[5] ?? 0;
  return {
    memory: middle('memory'),
    handles: middle('handles'),
    connections: middle('connections'),
    p99: middle('p99'),
  };
}
