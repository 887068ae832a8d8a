import { afterEach, beforeEach, describe, it } from 'vitest';
import { seconds } from '../harness/durations';
import { playFault, WRITES_FAIL } from '../harness/play';
import { type SmallDisk, smallDisk } from '../harness/small-disk';
import { World } from '../harness/world';

const MEGABYTES = 400;

describe('a full disk', () => {
  let disk: SmallDisk | null;
  let world: World | null = null;

  beforeEach(() => {
    disk = smallDisk(MEGABYTES);
  });

  afterEach(async () => {
    await world?.stop();
    world = null;
    disk?.remove();
  });

  it('disk-full of a PostgreSQL server loses nothing', async ({ skip }) => {
    if (disk === null) return skip();
    world = await World.start({ database: 'postgres', dataIn: disk.folder });
    await playFault(world, {
      name: 'disk-full',
      break: () => disk!.fill(),
      holdMs: seconds(3, 20),
      told: WRITES_FAIL,
      mend: async ({ postgres }) => {
        disk!.free();
        // A server that cannot write its log ends; an operator starts it again.
        if (!postgres.running) await postgres.start();
      },
    });
  });

  it('embedded-disk-full loses nothing', async ({ skip }) => {
    if (disk === null) return skip();
    world = await World.start({ database: 'embedded', dataIn: disk.folder });
    await playFault(world, {
      name: 'embedded-disk-full',
      break: () => disk!.fill(),
      holdMs: seconds(3, 20),
      told: WRITES_FAIL,
      mend: () => disk!.free(),
    });
  });
});
