import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDataSource, type DatabaseSettings } from '@portero/database';
import { afterEach, describe, expect, it } from 'vitest';
import { startOldBackEnd } from '../../support/legacy/old-back-end';
import { builtProgram } from '../../support/service/built-program';
import { porteroHere } from '../../support/service/portero-command';
import { rounds } from '../harness/durations';
import { killedAt, killedAtWrite, type Step } from '../harness/killed-program';
import { playFault } from '../harness/play';
import { TcpProxy } from '../harness/tcp-proxy';
import { World } from '../harness/world';

const PATIENCE = { timeout: 120_000, interval: 500 };
/** Long enough for some mails to wait. */
const QUEUE_FILLS_MS = 1_000;

const ROTATION: readonly Step[] = [
  { at: /START TRANSACTION/u },
  { at: /UPDATE "service_state"/u, reaches: true },
  { at: /UPDATE "signing_keys"/u, reaches: true, short: true },
  { at: /UPDATE "outgoing_mails"/u },
  { at: /UPDATE "legacy_write_backs"/u, reaches: true },
  { at: /DELETE FROM "known_networks"/u },
  { after: /UPDATE "service_state"/u, at: /COMMIT/u, short: true },
  { after: /UPDATE "service_state"/u, at: /COMMIT/u, reaches: true, short: true },
];

/** In the order of the migrations: each start goes on where the one before was killed. */
const MIGRATION: readonly Step[] = [
  { at: /INDEX CONCURRENTLY "ix_users_claimed_email_key"/u, reaches: true, short: true },
  { at: /INDEX CONCURRENTLY "ix_users_unverified_until"/u },
  { at: /INSERT INTO "migrations"/u },
  { at: /CREATE UNLOGGED TABLE "service_processes"/u, reaches: true },
  { after: /CREATE UNLOGGED TABLE "service_processes"/u, at: /COMMIT/u, short: true },
  { after: /CREATE UNLOGGED TABLE "service_processes"/u, at: /COMMIT/u, reaches: true },
  { at: /ADD "security_notices"/u },
  { after: /CREATE TABLE "legacy_write_backs"/u, at: /INSERT INTO "migrations"/u, reaches: true },
  { after: /CREATE TABLE "legacy_write_backs"/u, at: /COMMIT/u, reaches: true, short: true },
];
/** The oldest migration that is taken back, so that the service has it to do again. */
const FIRST_TAKEN_BACK = 'UnverifiedUserIndexes1795780000121';

const LONG = rounds(1, 2) === 2;
const played = (steps: readonly Step[]) => steps.filter(({ short }) => LONG || short === true);

describe('upkeep that is killed at each step', () => {
  let world: World | null = null;
  let link: TcpProxy | null = null;

  afterEach(async () => {
    await world?.stop();
    await link?.close();
    [world, link] = [null, null];
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<{ world: World; link: TcpProxy }> {
    world = await World.start({ database: 'postgres', mailBehindProxy: true, env });
    link = await TcpProxy.listen(world.postgres.port);
    return { world, link };
  }

  const through = (proxy: TcpProxy, { proxy: own, env }: World): Readonly<Record<string, string>> => ({
    ...env,
    DATABASE_URL: env['DATABASE_URL']!.replace(`:${own.port}/`, `:${proxy.port}/`),
  });

  it('portero-killed-in-a-rotation of the master key leaves everything readable', async () => {
    const [before, after] = newKeys();
    const { world, link } = await start({ MASTER_KEY: before });
    const old = await startOldBackEnd(() => [500, '']);
    const taken = new Map<string, string>();
    await world.portero.json([
      ...['legacy', 'set', '--owner', world.target.owner.uuid, '--dialect', 'simplejwt'],
      ...['--login-url', `${old.origin}/api/token/`, '--write-back-url', `${old.origin}/new-password`],
    ]);
    const ledger = await playFault(world, {
      name: 'portero-killed-in-a-rotation',
      break: async () => {
        world.mailLink.refusing = true;
        await delay(QUEUE_FILLS_MS);
        await world.service.stop();
        await world.startService({ MASTER_KEY: after, MASTER_KEY_PREVIOUS: before });
        const env = through(link, world);
        for (const step of played(ROTATION))
          expect([step, await killedAt([builtProgram('cli'), 'keys', 'rotate-master'], env, link, step)]).toEqual([
            step,
            true,
          ]);
        const portero = porteroHere(env);
        await portero.json(['keys', 'rotate-master']);
        expect(await portero.json(['keys', 'rotate-master'])).toMatchObject({ changed: false });
      },
      holdMs: 0,
      readyz: 200,
      mend: async () => {
        await world.service.stop();
        await world.startService({ MASTER_KEY: after, MASTER_KEY_PREVIOUS: '' });
        world.mailLink.refusing = false;
        old.answer = ({ body }) => {
          const { email, password } = JSON.parse(body) as { email: string; password: string };
          taken.set(email, password);
          return [204, ''];
        };
      },
    });
    const changed = ledger.accounts.filter(({ formerPassword, uncertain }) => formerPassword !== null && !uncertain);
    const untaken = () => changed.filter(({ email, password }) => taken.get(email) !== password);
    await expect.poll(untaken, PATIENCE).toEqual([]);
    await old.stop();
  });

  it.runIf(LONG)('portero-killed-in-a-rotation leaves everything readable on the embedded database', async () => {
    const [before, after] = newKeys();
    const there = await World.start({ database: 'embedded', mailBehindProxy: true, env: { MASTER_KEY: before } });
    world = there;
    await playFault(there, {
      name: 'portero-killed-in-a-rotation',
      break: async () => {
        there.mailLink.refusing = true;
        await delay(QUEUE_FILLS_MS);
        // The folder has one process.
        await there.service.stop();
        there.env = { ...there.env, MASTER_KEY: after, MASTER_KEY_PREVIOUS: before };
        const rotate = ['keys', 'rotate-master'];
        let kills = 0;
        while (await killedAtWrite([builtProgram('cli'), ...rotate], there.env, kills + 1)) kills += 1;
        expect(kills).toBeGreaterThan(0);
        expect(await there.portero.json(rotate)).toMatchObject({ changed: false });
        await there.startService({ MASTER_KEY_PREVIOUS: '' });
      },
      holdMs: 0,
      readyz: 200,
      mend: ({ mailLink }) => void (mailLink.refusing = false),
    });
  });

  it.runIf(LONG)('portero-killed-in-a-migration loses nothing on the embedded database', async () => {
    const there = await World.start({ database: 'embedded' });
    world = there;
    await playFault(there, {
      name: 'portero-killed-in-a-migration',
      break: async () => {
        await there.service.stop();
        const folder = join(there.env['DATA_DIR']!, 'database');
        await takeBack({ kind: 'embedded', folder });
        let kills = 0;
        // Each goes on where the one before was killed, and a little farther.
        while (await killedAtWrite([builtProgram('cli'), 'migrate'], there.env, 1 + 2 * kills)) kills += 1;
        expect(kills).toBeGreaterThan(2);
        await there.startService();
      },
      holdMs: 0,
      readyz: 200,
      mend: () => undefined,
    });
  });

  it('portero-killed-in-a-migration loses nothing, and the next start goes on', async () => {
    const { world, link } = await start();
    await playFault(world, {
      name: 'portero-killed-in-a-migration',
      break: async () => {
        await world.service.stop();
        await takeBack({ kind: 'server', url: world.postgres.urlOf('faults'), directUrl: null, poolSize: 1 });
        const env = { ...through(link, world), PORT: String(world.port), HOST: '127.0.0.1' };
        for (const step of played(MIGRATION))
          expect([step, await killedAt([builtProgram('auth')], env, link, step)]).toEqual([step, true]);
        await world.startService();
      },
      holdMs: 0,
      readyz: 200,
      mend: () => undefined,
    });
  });
});

function newKeys(): readonly [before: string, after: string] {
  return [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
}

/** Makes the tables those of an older release. */
async function takeBack(settings: DatabaseSettings): Promise<void> {
  const dataSource = await createDataSource(settings).initialize();
  try {
    for (let last = ''; last !== FIRST_TAKEN_BACK;) {
      const [row] = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id DESC LIMIT 1');
      last = row!.name;
      await dataSource.undoLastMigration({ transaction: 'none' });
    }
  } finally {
    await dataSource.destroy();
  }
}
