import { AuditEvent, createDataSource, migrate, Transactions } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { StoppedClock } from '../../testing/stopped-clock';
import { secondsAfter } from '../clock';
import { parseAddress } from '../requests/network-address';
import { type RequestOrigin, servingRequest } from '../requests/request-origin';
import { MasterKey } from '../secrets/master-key';
import { AuditLog } from './audit-log.service';
import { AuditTrail } from './audit-trail.service';

const DAY = 86_400;
const REQUEST_ID = '7d5c7a0e-6d0b-4a8e-9d57-0f6f1a1e2b31';

let nextOwner = 1;

describe('the audit log', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  const clock = new StoppedClock(new Date());
  let log: AuditLog;
  let trail: AuditTrail;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    transactions = new Transactions(dataSource);
    log = new AuditLog(dataSource, clock, new MasterKey(Buffer.alloc(32, 7)));
    trail = new AuditTrail(dataSource, clock);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const rows = (ownerId: number) =>
    dataSource.getRepository(AuditEvent).find({ where: { ownerId }, order: { id: 'ASC' } });

  /** Records an event that happened the given time ago. */
  async function recordEarlier(ownerId: number, days: number): Promise<void> {
    clock.advance(-days * DAY);
    await log.record(null, { ownerId, event: 'login' }).finally(() => {
      clock.advance(days * DAY);
    });
  }

  function from(address: string, provenOwnerId: number | null = null): RequestOrigin {
    return { requestId: REQUEST_ID, from: parseAddress(address), provenOwnerId, provenClientId: null };
  }

  it('is read page by page, up to the newest event at the start', async () => {
    const ownerId = nextOwner++;
    const add = (count: number) =>
      dataSource.query(
        `INSERT INTO audit_events (at, owner_id, event, outcome, actor)
         SELECT now(), $1::int + n % 2 * 100000, 'login', 'ok', 'client' FROM generate_series(0, $2::int - 1) n`,
        [ownerId, count],
      );
    await add(2002);
    const pages = trail.oldestFirst({ id: ownerId }, { since: null, until: null, events: null });
    const first = (await pages.next()).value as readonly AuditEvent[];
    expect(first).toHaveLength(500);
    await add(100);
    const rest: (readonly AuditEvent[])[] = [];
    for await (const page of pages) rest.push(page);
    expect(rest.map(({ length }) => length)).toEqual([500, 1]);
    const ids = [first, ...rest].flat().map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(new Set([first, ...rest].flat().map((event) => event.ownerId))).toEqual(new Set([ownerId]));
  });

  it('says who, what, from where and how it ended', async () => {
    const ownerId = nextOwner++;
    await servingRequest(from('2001:DB8:0:0::1'), () =>
      log.record(null, { ownerId, userId: 7, event: 'login', outcome: 'failed', detail: 'auth100' }),
    );
    expect(await rows(ownerId)).toMatchObject([
      {
        ownerId,
        userId: 7,
        event: 'login',
        outcome: 'failed',
        detail: 'auth100',
        actor: 'client',
        address: '2001:db8::1',
        requestId: REQUEST_ID,
        at: clock.now(),
        accountHash: null,
      },
    ]);
  });

  it('distinguishes the owner, a stranger and an operator', async () => {
    const ownerId = nextOwner++;
    const record = () => log.record(null, { ownerId, event: 'user_created' });
    await servingRequest(from('10.0.0.1', ownerId), record);
    await servingRequest(from('10.0.0.1', ownerId + 1000), record);
    await record();
    const found = await rows(ownerId);
    expect(found.map(({ actor }) => actor)).toEqual(['owner', 'client', 'operator']);
    expect(found.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.1', null]);
  });

  it('keeps a name that no account has as a keyed hash, equal for one name at one owner', async () => {
    const [one, other] = [nextOwner++, nextOwner++];
    const tried = (ownerId: number, nobody: string) =>
      log.record(null, { ownerId, event: 'login', outcome: 'failed', nobody });
    await tried(one, 'ana@example.com');
    await tried(one, 'ana@example.com');
    await tried(one, 'eva@example.com');
    await tried(other, 'ana@example.com');
    const [first, second, third] = (await rows(one)).map(({ accountHash }) => accountHash?.toString('hex'));
    const [elsewhere] = (await rows(other)).map(({ accountHash }) => accountHash?.toString('hex'));
    expect(first).toMatch(/^[0-9a-f]{64}$/u);
    expect(second).toBe(first);
    expect(new Set([first, third, elsewhere]).size).toBe(3);
    const stored = await dataSource.query<unknown[]>('SELECT * FROM audit_events WHERE owner_id = ANY($1)', [
      [one, other],
    ]);
    expect(JSON.stringify(stored)).not.toContain('ana');
  });

  it('is rolled back together with the transaction that it describes', async () => {
    const ownerId = nextOwner++;
    const failing = transactions.run(async (manager) => {
      await log.record(manager, { ownerId, event: 'user_deleted' });
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    await transactions.run((manager) => log.record(manager, { ownerId, event: 'user_created' }));
    expect((await rows(ownerId)).map(({ event }) => event)).toEqual(['user_created']);
  });

  it('is append-only: the database refuses every change and deletion', async () => {
    const ownerId = nextOwner++;
    await recordEarlier(ownerId, 400);
    const refused = /append-only/u;
    await expect(dataSource.query('UPDATE audit_events SET outcome = $1', ['ok'])).rejects.toThrow(refused);
    await expect(dataSource.query('DELETE FROM audit_events')).rejects.toThrow(refused);
    await expect(dataSource.query('TRUNCATE audit_events')).rejects.toThrow(refused);
    await expect(dataSource.getRepository(AuditEvent).delete({ ownerId })).rejects.toThrow(refused);
    expect(await rows(ownerId)).toHaveLength(1);
  });

  it('refuses to delete events younger than a day, even for the sweep', async () => {
    const ownerId = nextOwner++;
    await log.record(null, { ownerId, event: 'login' });
    const sweeping = transactions.run(async (manager) => {
      await manager.query(`SELECT set_config('portero.audit_sweep', 'on', true)`);
      await manager.delete(AuditEvent, { ownerId });
    });
    await expect(sweeping).rejects.toThrow(/append-only/u);
  });

  it('is read in pages, the newest first, and by owner, event and user', async () => {
    const [ownerId, other] = [nextOwner++, nextOwner++];
    for (let userId = 1; userId <= 5; userId += 1) {
      await log.record(null, { ownerId, userId, event: userId % 2 === 0 ? 'login' : 'logout' });
      await log.record(null, { ownerId: other, userId, event: 'login' });
    }
    const all = { limit: 2, beforeId: null, event: null, userId: null };
    const read: number[] = [];
    for (let page = await trail.page({ id: ownerId }, all); ;) {
      read.push(...page.events.map(({ userId }) => userId ?? 0));
      if (page.nextBeforeId === null) break;
      page = await trail.page({ id: ownerId }, { ...all, beforeId: page.nextBeforeId });
    }
    expect(read).toEqual([5, 4, 3, 2, 1]);
    const logins = await trail.page({ id: ownerId }, { ...all, limit: 10, event: 'login' });
    expect(logins.events.map(({ userId }) => userId)).toEqual([4, 2]);
    const third = await trail.page({ id: ownerId }, { ...all, userId: 3 });
    expect(third.events.map(({ ownerId: id, userId }) => [id, userId])).toEqual([[ownerId, 3]]);
    expect(await trail.page({ id: ownerId }, { ...all, userId: 2 ** 40 })).toEqual({ events: [], nextBeforeId: null });
  });

  it('knows the networks of successful log-ins, and forgets them after 90 days', async () => {
    const ownerId = nextOwner++;
    await servingRequest(from('2001:db8:1:2::99'), () => log.record(null, { ownerId, userId: 1, event: 'login' }));
    await servingRequest(from('10.0.0.9'), () =>
      log.record(null, { ownerId, userId: 1, event: 'login', outcome: 'failed' }),
    );
    expect(await trail.isFamiliar(ownerId, 1, '2001:db8:1:2::/64')).toBe(true);
    expect(await trail.isFamiliar(ownerId, 1, '2001:db8:1:3::/64')).toBe(false);
    expect(await trail.isFamiliar(ownerId, 1, '10.0.0.9/32')).toBe(false);
    expect(await trail.isFamiliar(ownerId, 2, '2001:db8:1:2::/64')).toBe(false);
    expect(await trail.isFamiliar(ownerId, null, '2001:db8:1:2::/64')).toBe(false);
    const later = new AuditTrail(dataSource, new StoppedClock(secondsAfter(clock.now(), 91 * DAY)));
    expect(await later.isFamiliar(ownerId, 1, '2001:db8:1:2::/64')).toBe(false);
  });
});
