import { IssuedToken, Session } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExpiringRows } from '../../testing/expiring-rows';

const DAY = 86_400;

/** The embedded database has one connection, so nothing can hold a lock there while another statement runs. */
describe('the sweeper beside others', () => {
  let rows: ExpiringRows;

  beforeAll(async () => {
    rows = await ExpiringRows.open();
  });

  beforeEach(() => rows.clear());

  afterAll(() => rows.close());

  beforeEach(({ skip }) => {
    skip(rows.isEmbedded);
  });

  /** Runs `work` while another connection has run `step` and not committed yet. */
  async function whileOpen(
    step: (manager: EntityManager) => Promise<unknown>,
    work: () => Promise<void>,
  ): Promise<void> {
    const runner = rows.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await step(runner.manager);
      await work();
      await runner.commitTransaction();
    } finally {
      await runner.release();
    }
  }

  const lockSession = (id: string) => (manager: EntityManager) =>
    manager.findOneOrFail(Session, { where: { id }, lock: { mode: 'pessimistic_write' } });

  it('skips a session that a running request has locked without waiting, and sweeps it later', async () => {
    const [locked, free] = [await rows.addSession({ ended: -2 * DAY }), await rows.addSession({ ended: -2 * DAY })];
    for (const id of [locked, free]) await rows.addToken(id, 'refresh', null);
    await whileOpen(lockSession(locked), async () => {
      const began = Date.now();
      expect((await rows.replica().sweep()).get('sessions')).toBe(1);
      expect(Date.now() - began).toBeLessThan(2_000);
      expect(await rows.sessions()).toEqual([locked]);
      expect(await rows.count(IssuedToken)).toBe(1);
    });
    expect((await rows.replica().sweep()).get('sessions')).toBe(1);
  });

  it('does not delete a session that is being refreshed', async () => {
    const id = await rows.addSession({ idle: -2 * DAY });
    const prolong = (manager: EntityManager) => manager.update(Session, { id }, { idleExpiresAt: rows.at(DAY) });
    await whileOpen(prolong, async () => {
      expect(await rows.replica().sweep()).toEqual(new Map());
    });
    expect(await rows.replica().sweep()).toEqual(new Map());
    expect(await rows.sessions()).toEqual([id]);
  });

  it('skips a session whose token is locked, and does not loop', async () => {
    const id = await rows.addSession({ ended: -2 * DAY });
    const token = await rows.addToken(id, 'refresh', null);
    const lockToken = (manager: EntityManager) =>
      manager.findOneOrFail(IssuedToken, { where: { id: token }, lock: { mode: 'pessimistic_write' } });
    await whileOpen(lockToken, async () => {
      expect(await rows.replica().sweep(1)).toEqual(new Map());
    });
    expect((await rows.replica().sweep()).get('sessions')).toBe(1);
  });

  it('leaves the work to the replica that holds the lock', async () => {
    await rows.addSession({ ended: -2 * DAY });
    const sweepElsewhere = (manager: EntityManager) => manager.query('SELECT pg_advisory_xact_lock(1349481332, 2)');
    await whileOpen(sweepElsewhere, async () => {
      expect(await rows.replica().sweep()).toEqual(new Map());
    });
    expect((await rows.replica().sweep()).get('sessions')).toBe(1);
  });
});
