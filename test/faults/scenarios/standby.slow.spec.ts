import { afterEach, describe, it } from 'vitest';
import { seconds } from '../harness/durations';
import { type Fault, playFault } from '../harness/play';
import { World } from '../harness/world';

const PROMOTED: Omit<Fault, 'name'> = {
  break: ({ postgres }) => postgres.kill(),
  holdMs: seconds(1, 5),
  readyz: 503,
  mend: ({ standby }) => standby.promote(),
};

describe('a primary that is gone, and its standby promoted', () => {
  let world: World | null = null;

  afterEach(async () => {
    await world?.stop();
    world = null;
  });

  it('standby-promoted loses nothing when commits wait for the standby', async () => {
    world = await World.start({ database: 'postgres', standby: 'synchronous' });
    await playFault(world, { name: 'standby-promoted', ...PROMOTED });
  });

  it('asynchronous-standby-promoted goes on, and may lose the last commits', async () => {
    world = await World.start({ database: 'postgres', standby: 'asynchronous' });
    await playFault(world, { name: 'asynchronous-standby-promoted', ...PROMOTED, mayLose: true });
  });
});
