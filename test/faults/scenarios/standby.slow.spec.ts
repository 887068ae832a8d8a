import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, describe, it } from 'vitest';
import type { PostgresServer } from '../../support/postgres/postgres-server.mjs';
import { seconds } from '../harness/durations';
import { databaseAway, type Fault, playFault } from '../harness/play';
import { World } from '../harness/world';

const PROMOTED: Omit<Fault, 'name'> = {
  break: ({ postgres }) => postgres.kill(),
  holdMs: seconds(1, 5),
  readyz: 503,
  told: databaseAway(),
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

  it('asynchronous-standby-promoted loses nothing but what the standby did not have yet', async () => {
    world = await World.start({ database: 'postgres', standby: 'asynchronous' });
    let lastCommit = 0;
    await playFault(world, {
      name: 'asynchronous-standby-promoted',
      ...PROMOTED,
      mend: async ({ standby }) => {
        lastCommit = await lastCommitOf(standby);
        await standby.promote();
      },
      // An answer that came before this commit was written down is of an earlier commit, which the standby has, too.
      mayLoseSince: () => lastCommit,
    });
  });
});

/** When the last commit was written that a standby has, in epoch milliseconds, once it has replayed all. */
async function lastCommitOf(standby: PostgresServer): Promise<number> {
  const client = new Client({ connectionString: standby.url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ replayed: boolean; at: Date }>(
        `SELECT pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn() AS replayed, pg_last_xact_replay_timestamp() AS at`,
      );
      if (rows[0]?.replayed === true) return Math.floor(rows[0].at.getTime());
      await delay(20);
    }
  } finally {
    await client.end();
  }
}
