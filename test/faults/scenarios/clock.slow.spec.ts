import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { seconds } from '../harness/durations';
import { type Fault, playFault } from '../harness/play';
import { World } from '../harness/world';
import { systemProgram } from '../../support/programs/system-program';

const program = systemProgram('faketime', 'faketime');
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path));

describe.skipIf(program === null || LIBRARY === undefined)('a stepped clock of the service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portero-clock-'));
  const file = join(folder, 'offset');
  let world: World;

  const step = (secondsAhead: number): void => writeFileSync(file, `${secondsAhead < 0 ? '' : '+'}${secondsAhead}\n`);

  beforeAll(async () => {
    step(0);
    world = await World.start({
      database: 'postgres',
      env: {
        LD_PRELOAD: LIBRARY!,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        FAKETIME_DONT_RESET: '1',
      },
    });
  });

  afterAll(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['clock-ahead', 3600],
    ['clock-behind', -3600],
  ])('%s loses nothing', async (name, offset) => {
    const fault: Fault = {
      name,
      break: () => step(offset),
      holdMs: seconds(4, 15),
      readyz: 200,
      endsTokens: true,
      mend: () => step(0),
    };
    // A mail that was claimed by a clock ahead is due again when the right clock is there: later than this test waits.
    await playFault(world, fault, null);
  });
});
