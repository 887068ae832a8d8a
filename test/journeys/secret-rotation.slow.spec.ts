import { randomBytes } from 'node:crypto';
import { LimitStoreState } from '@portero/identity';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { SmtpSink } from '../support/mail/mail-reader';
import { createTestDatabase } from '../support/postgres/test-database';
import { type RedisServer, startRedis } from '../support/programs/redis';
import { systemProgram } from '../support/programs/system-program';
import { porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';

const program = systemProgram('redis-server', 'redis-server');
const SERVER = process.env['TEST_DATABASE_URL'] ?? '';

/** A replica with the old secrets goes on beside one with the new ones, as while a Deployment is rolled. */
describe.skipIf(program === null || SERVER === '')('a password of another server is replaced: that of', () => {
  const role = `rotated_${randomBytes(6).toString('hex')}`;
  const mailPasswords = new Set(['first']);
  let admin: Client;
  let redis: RedisServer;
  let sink: SmtpSink;
  let env: Readonly<Record<string, string>>;
  let old: TestService;
  let isOldRunning = true;
  let owner: TestOwner;

  beforeAll(async () => {
    const url = new URL((await createTestDatabase())!);
    admin = new Client(SERVER);
    await admin.connect();
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'first'`);
    await admin.query(`ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${role}`);
    Object.assign(url, { username: role, password: 'first' });
    redis = await startRedis(program!);
    sink = await SmtpSink.start({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) => {
        if (mailPasswords.has(password ?? '')) done(null, { user: 'portero' });
        else done(Object.assign(new Error('no'), { responseCode: 535 }));
      },
    });
    env = {
      DATABASE_URL: url.href,
      RATE_LIMITS: 'on',
      LIMIT_STORE: 'redis',
      REDIS_URL: redis.url,
      SMTP_URL: sink.url.replace('//', '//portero:first@'),
      MASTER_KEY: randomBytes(32).toString('base64'),
    };
    old = await startService(env);
    owner = await registerOwner(old);
  }, 120_000);

  afterAll(async () => {
    if (isOldRunning) await old.stop();
    await Promise.all([redis.stop(), sink.stop()]);
    await admin.end();
  });

  async function withReplica(changed: Readonly<Record<string, string>>, work: (replica: TestService) => Promise<void>) {
    env = { ...env, ...changed };
    const replica = await startService(env);
    try {
      await work(replica);
    } finally {
      await replica.stop();
    }
  }

  const logIn = async (replica: TestService, email: string, password = PASSWORD): Promise<number> => {
    const json = { email, password, ownerUuid: owner.uuid };
    return (await replica.request('POST', '/auth/login', { json })).status;
  };

  it('the database', async () => {
    const { email } = await verifiedUser(old, owner);
    const before = env;
    await admin.query(`ALTER ROLE ${role} PASSWORD 'second'`);
    // Open connections stay good: a password is asked for when one begins.
    expect(await logIn(old, email)).toBe(200);
    const url = Object.assign(new URL(env['DATABASE_URL']!), { password: 'second' });
    await withReplica({ DATABASE_URL: url.href }, async (replica) => {
      expect([await logIn(replica, email), await logIn(old, email)]).toEqual([200, 200]);
    });
    const doctor = await porteroHere(before).run(['doctor']);
    expect([doctor.exitCode, doctor.out]).toEqual([1, expect.stringContaining('password authentication failed')]);
    expect(doctor.out).not.toContain('first');
  });

  it('Redis, where both passwords are good for a while', async () => {
    await redis.command('ACL', 'SETUSER', 'default', '>second');
    const url = Object.assign(new URL(redis.url), { password: 'second' });
    await withReplica({ REDIS_URL: url.href }, async (replica) => {
      const { email } = await verifiedUser(old, owner);
      // Each counts where the other sees it.
      for (const each of [replica, old]) {
        await redis.command('FLUSHALL');
        expect(await logIn(each, email, `${PASSWORD}-wrong`)).toBe(401);
        await expect.poll(() => redis.command('KEYS', 'portero:limits:*')).not.toEqual([]);
      }
      expect([old, replica].map(({ app }) => app.get(LimitStoreState).isUp)).toEqual([true, true]);
    });
  });

  it('the mail server, where the mails of the time between wait', async () => {
    mailPasswords.clear();
    mailPasswords.add('second');
    const { email } = await registerUser(old, owner);
    const mailTo = () => sink.mails.find(({ to }) => to.includes(email));
    const outbox = async () => {
      const url = env['DATABASE_URL']!;
      const client = new Client(url);
      await client.connect();
      const { rows } = await client.query<{ attempts: number }>('SELECT attempts FROM outgoing_mails');
      await client.end();
      return rows.map(({ attempts }) => attempts);
    };
    await vi.waitFor(async () => expect(await outbox()).toContain(1), { timeout: 30_000, interval: 50 });
    expect(mailTo()).toBeUndefined();
    await withReplica({ SMTP_URL: sink.url.replace('//', '//portero:second@') }, async () => {
      // As long as it runs, it may be the one that tries the mail each time.
      await old.stop();
      isOldRunning = false;
      await vi.waitFor(() => expect(mailTo()).toBeDefined(), { timeout: 200_000, interval: 100 });
    });
  });
});
