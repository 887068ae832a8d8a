import { createHash } from 'node:crypto';
import { createDataSource, migrate, Owner, Queries, User } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { SystemClock } from '../clock';
import type { IdentityPolicy } from '../identity-policy';
import { loadArgon2 } from './argon2-engine';
import { BreachedPasswords } from './breached-passwords.service';
import { RecognisingHasher } from './foreign/recognising-hasher';
import { SlowestFormats } from './foreign/slowest-format.service';
import { HashQueue } from './hash-queue';
import { type Argon2Engine, Argon2Hasher } from './password-hasher';
import { Passwords } from './passwords.service';

const hashing = { memoryKib: 1024, passes: 1, parallelism: 1, concurrency: 2, queueLimit: 64 };
const policy = { revealAccounts: false, hashing, passwords: {} } as unknown as IdentityPolicy;
const md5 = createHash('md5').update('old').digest('hex');

describe('where accounts are not revealed, what a log-in computes', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let hasher: RecognisingHasher;
  /** Counts runs of argon2. All other work of these hashes takes negligible time. */
  let runs = 0;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource(database.settings).initialize();
    await migrate(dataSource);
    const engine = await loadArgon2({ implementation: 'auto', concurrency: 2 });
    const counting: Argon2Engine = {
      hash: (password, costs) => engine.hash(password, costs),
      verify: (stored, password) => {
        runs += 1;
        return engine.verify(stored, password);
      },
    };
    hasher = new RecognisingHasher(new Argon2Hasher(hashing, counting), counting, {});
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** An owner whose users have these hashes. */
  async function ownerWith(stored: readonly string[]): Promise<number> {
    const owners = dataSource.getRepository(Owner);
    const email = `${createHash('md5').update(stored.join()).digest('hex')}@owners.example`;
    const { id } = await owners.save(
      owners.create({
        email,
        emailKey: email,
        name: 'Level',
        countryCode: 'UY',
        passwordHash: 'none',
        active: true,
      } as Partial<Owner>),
    );
    for (const [n, passwordHash] of stored.entries()) {
      const emailKey = `u${n}@level.example`;
      const row = { ownerId: id, email: emailKey, emailKey, passwordHash, foreignHash: hasher.labelOf(passwordHash) };
      await dataSource.getRepository(User).insert({ ...row, roleId: 1, countryCode: 'UY', active: true });
    }
    return id;
  }

  it('is the same for an unknown account, a wrong password, and a weak hash that is wrapped or not yet wrapped', async () => {
    const { hash: wrapped } = (await hasher.wrap(md5))!;
    const ours = await hasher.hash('old');
    const formats = new SlowestFormats(policy, new Queries(dataSource), hasher, new SystemClock());
    const breached = new BreachedPasswords(policy, new SystemClock());
    const passwords = new Passwords(policy, new HashQueue(policy), hasher, formats, breached);

    for (const live of [[wrapped], [wrapped, md5, ours]]) {
      const ownerId = await ownerWith(live);
      // The first comparison measures the slowest format, and makes the hash that stands for unknown accounts.
      await passwords.matches('warm', null, ownerId);
      const counted: Record<string, number> = {};
      for (const [name, stored, password] of [
        ['unknown', null, 'wrong'],
        ['wrong', ours, 'wrong'],
        ['right', ours, 'old'],
        ['wrapped, wrong', wrapped, 'wrong'],
        ['wrapped, right', wrapped, 'old'],
        ['not yet wrapped, wrong', md5, 'wrong'],
        ['not yet wrapped, right', md5, 'old'],
      ] as const) {
        runs = 0;
        expect(await passwords.matches(password, stored, ownerId), name).toBe(password === 'old');
        counted[name] = runs;
      }
      expect(new Set(Object.values(counted)), JSON.stringify(counted)).toEqual(new Set([2]));
    }
  });
});
