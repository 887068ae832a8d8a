import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostileWorld, startHostileWorld } from './hostile-world';
import { search } from './search';

/** `npm run search:hostile -- --requests 20000` searches for longer. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 2000);
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_261_127);
const MODES = (process.env['HOSTILE_MODES'] ?? 'documented,hardened').split(',') as ('documented' | 'hardened')[];

/** Includes the time of a build, which may be needed first. */
const PATIENCE_MS = 600_000;

/** The CPU time that one turn of the event loop may take. A turn may include compilation and garbage collection. */
const LONGEST_TURN_MS = 250;

describe.each(MODES)('the hostile search in %s mode', (mode) => {
  let world: HostileWorld;

  beforeAll(async () => {
    world = await startHostileWorld(mode);
  }, PATIENCE_MS);

  afterAll(async () => {
    await world.stop();
  });

  it(
    `finds nothing in ${REQUESTS} requests over every operation: no 5xx, hang, leak or foreign envelope`,
    { timeout: 7_200_000 },
    async () => {
      const { complaints, succeeded, ...figures } = await search(world, SEED, REQUESTS);
      const report = { mode, seed: SEED, ...figures, succeeded: succeeded.length };
      console.log(JSON.stringify(report));
      const file = process.env['HOSTILE_REPORT'];
      if (file !== undefined)
        writeFileSync(file, `${JSON.stringify({ ...report, complaints, succeeded })}\n`, { flag: 'a' });
      expect(complaints.slice(0, 20)).toEqual([]);
      expect(figures.longestTurnMs).toBeLessThan(LONGEST_TURN_MS);
      expect(succeeded.length).toBeGreaterThan(figures.operations * 0.7);
    },
  );
});
