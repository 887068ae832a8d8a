import { beforeAll, describe, expect, it } from 'vitest';
import type { IdentityPolicy } from '../identity-policy';
import type { Queries } from '@portero/database';
import { SystemClock } from '../clock';
import { SlowestFormats } from './foreign/slowest-format.service';
import { loadArgon2 } from './argon2-engine';
import { HashQueue } from './hash-queue';
import { type Argon2Engine, Argon2Hasher } from './password-hasher';
import { BreachedPasswords } from './breached-passwords.service';
import { Passwords } from './passwords.service';

const hashing = { memoryKib: 64, passes: 1, parallelism: 1, concurrency: 2, queueLimit: 64 };
const policy = {
  revealAccounts: true,
  hashing,
  passwords: {
    minLength: 6,
    maxLength: 4096,
    isCommon: () => false,
    breachedUrl: null,
    refusesObvious: false,
    serviceWords: [],
  },
} as unknown as IdentityPolicy;

/** Counts how many comparisons are made. */
class CountingHasher extends Argon2Hasher {
  comparisons = 0;

  override matches(password: string, stored: string): Promise<boolean> {
    this.comparisons += 1;
    return super.matches(password, stored);
  }
}

let engine: Argon2Engine;

beforeAll(async () => {
  engine = await loadArgon2({ implementation: 'auto', concurrency: 2 });
});

function subject() {
  const hasher = new CountingHasher(hashing, engine);
  // It does not use the database where accounts are revealed.
  const formats = new SlowestFormats(policy, null as unknown as Queries, hasher, new SystemClock());
  const breached = new BreachedPasswords(policy, new SystemClock());
  return { hasher, passwords: new Passwords(policy, new HashQueue(policy), hasher, formats, breached) };
}

/** Combining marks in an order that normalising must sort. */
const marks = (units: number) => `a${'\u0300'.repeat(units / 2)}${'\u0316'.repeat(units / 2)}`;

describe('attack 34: a password of more than 1,024 UTF-16 units', () => {
  it.each([1025, 62_000, 1_000_000])('is a field error where one is set (%i units)', async (units) => {
    const { passwords } = subject();
    for (const password of ['a'.repeat(units), marks(units), '\u{1f600}'.repeat(units)]) {
      const failure = { code: 'validation_failed', details: { fields: [{ field: 'password', code: 'too_long' }] } };
      await expect(passwords.hashNew(password, null, { words: [] })).rejects.toMatchObject(failure);
    }
  });

  it('is wrong at log-in, even for an account whose password begins with the same characters', async () => {
    const { passwords, hasher } = subject();
    const stored = await hasher.hash('a'.repeat(1024));
    await expect(passwords.matches('a'.repeat(1024), stored, 1)).resolves.toBe(true);
    await expect(passwords.matches('a'.repeat(1025), stored, 1)).resolves.toBe(false);
    await expect(passwords.matches(marks(62_000), stored, 1)).resolves.toBe(false);
  });

  it('needs as many comparisons as any other, with and without an account', async () => {
    const { passwords, hasher } = subject();
    const outdated = await new Argon2Hasher({ ...hashing, passes: 2 }, engine).hash('something');
    const current = await hasher.hash('something');
    for (const [stored, comparisons] of [
      [null, 1],
      [current, 1],
      [outdated, 2],
    ] as const) {
      for (const password of ['something else', 'a'.repeat(1025), marks(62_000)]) {
        hasher.comparisons = 0;
        await passwords.matches(password, stored, 1);
        expect(hasher.comparisons).toBe(comparisons);
      }
    }
  });

  it('does not block the event loop, whatever its characters', async () => {
    const { passwords } = subject();
    await passwords.matches('warm', null, null);
    const begun = process.cpuUsage();
    await passwords.matches(marks(200_000), null, null);
    // Normalising it takes seconds.
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(500);
  });
});
