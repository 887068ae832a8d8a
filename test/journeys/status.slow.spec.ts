import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_URL } from '@libs/database/testing/scratch-database';
import { createDataSource } from '@portero/database';
import { logInAt, newUser, startReplicas, type StartedReplicas } from '../support/service/replicas';

const PATIENCE = { timeout: 60_000, interval: 500 };

interface Shown {
  readonly migrations: { readonly applied: number; readonly pending: readonly string[] };
  readonly stored: {
    readonly replicas: readonly { readonly isGone: boolean; readonly host: string; readonly limitStoreUp: boolean }[];
    readonly mails: { readonly waiting: number };
    readonly keys: readonly { readonly profile: string; readonly ageDays: number; readonly nextFrom: string | null }[];
  };
}

describe.skipIf(SERVER_URL === null)('portero status beside two processes', () => {
  let replicas: StartedReplicas;
  let dataSource: DataSource;

  beforeAll(async () => {
    replicas = await startReplicas({ RATE_LIMITS: 'on', LIMIT_STORE: 'postgres', SMTP_URL: 'smtp://127.0.0.1:9' });
    const url = replicas.databaseUrl;
    dataSource = await createDataSource({ kind: 'server', url, poolSize: 1 }).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await replicas.stop();
  });

  const status = () => replicas.portero.json<Shown>(['status']);
  const states = async () => (await status()).stored.replicas.map(({ isGone }) => isGone);

  it('sees both, what waits, and the keys, without personal data', async () => {
    const user = await newUser(replicas);
    await logInAt(replicas.a, 'auth100', user, replicas.owner);
    await expect.poll(states, PATIENCE).toEqual([false, false]);
    const shown = await status();
    expect(shown.migrations).toMatchObject({ pending: [] });
    expect(shown.migrations.applied).toBeGreaterThan(15);
    expect(shown.stored.replicas.every(({ limitStoreUp }) => limitStoreUp)).toBe(true);
    // Nothing listens at the mail server's port: the code that was mailed waits.
    expect(shown.stored.mails.waiting).toBe(1);
    expect(shown.stored.keys).toContainEqual(
      expect.objectContaining({ profile: 'auth100', ageDays: 0, nextFrom: null }),
    );
    expect(JSON.stringify(shown)).not.toContain(user.email);
    const { out } = await replicas.portero.run(['status']);
    expect(out).toMatch(/^2 replicas running\.$/mu);
    expect(out).toMatch(/^ {2}limits +postgres; shared by 2 of 2$/mu);
    expect(out).toMatch(/^ {2}mails +1 waiting, the oldest since /mu);
    expect(out).not.toContain(user.email);
  });

  it('shows the key that is published and does not sign yet', async () => {
    const { made } = await replicas.portero.json<{ made: { signsFrom: string } }>(['keys', 'rotate', 'auth100']);
    const { keys } = (await status()).stored;
    expect(keys.find(({ profile }) => profile === 'auth100')?.nextFrom).toBe(made.signsFrom);
  });

  it('forgets a process that ended in order, and calls one gone that was killed', async () => {
    await replicas.b.kill();
    // Instead of a minute's wait, its row gets older; the living one writes its own anew every ten seconds.
    await dataSource.query(`UPDATE service_processes SET seen_at = seen_at - interval '2 minutes'`);
    await expect.poll(async () => (await states()).toSorted(), PATIENCE).toEqual([false, true]);
    expect((await replicas.portero.run(['status'])).out).toMatch(/ gone, seen 2 min ago$/mu);
    expect(await replicas.a.stop()).toBe(0);
    expect(await states()).toEqual([true]);
    expect((await replicas.portero.run(['status'])).out).toMatch(/^0 replicas running\.$/mu);
  });
});
