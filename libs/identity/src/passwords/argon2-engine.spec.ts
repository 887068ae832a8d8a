import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadArgon2 } from './argon2-engine';
import { Argon2Hasher } from './password-hasher';

const costs = { memoryKib: 64, passes: 2, parallelism: 1 };
const load = async (implementation: 'auto' | 'argon2' | 'node-rs') =>
  new Argon2Hasher(costs, await loadArgon2({ implementation, concurrency: 2 }));

const PASSWORDS = ['secret', '', 'ñandú 密码 \u{1f600}', 'a'.repeat(5000), '\u0000b'];

describe('the implementations of argon2id', () => {
  it.each([
    ['argon2', 'node-rs'],
    ['node-rs', 'argon2'],
    ['auto', 'argon2'],
  ] as const)('%s makes hashes that %s reads', async (maker, reader) => {
    const [one, other] = [await load(maker), await load(reader)];
    for (const password of PASSWORDS) {
      const stored = await one.hash(password);
      expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=2,p=1\$/u);
      expect([other.recognises(stored), other.isOutdated(stored)]).toEqual([true, false]);
      await expect(other.matches(password, stored)).resolves.toBe(true);
      await expect(other.matches(`${password}x`, stored)).resolves.toBe(false);
    }
  });

  it.each(['argon2', 'node-rs'] as const)(
    '%s: a damaged hash matches nothing, and does not affect the next call',
    async (name) => {
      const hasher = await load(name);
      const stored = await hasher.hash('secret');
      const damaged = ['', 'x', '$argon2id$', stored.slice(0, -5), stored.replace('m=64', 'm=1'), `${stored}\u00e9`];
      for (const each of damaged) await expect(hasher.matches('secret', each)).resolves.toBe(false);
      await expect(hasher.matches('secret', stored)).resolves.toBe(true);
    },
  );

  it.each([
    ['$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHQ$aGFzaA', false],
    ['$argon2id$v=19$m=65,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
    ['$argon2id$v=19$m=64,t=3,p=1$c2FsdHNhbHQ$aGFzaA', true],
    ['$argon2id$v=19$m=64,t=2,p=4$c2FsdHNhbHQ$aGFzaA', true],
    ['$argon2id$v=16$m=64,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
    ['$2b$10$abc', true],
  ])('%s is outdated: %s', async (stored, outdated) => {
    expect((await load('argon2')).isOutdated(stored)).toBe(outdated);
  });

  it('answers each of many at once with its own result', async () => {
    const hasher = await load('node-rs');
    const stored = await hasher.hash('right');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => hasher.matches(index % 3 === 0 ? 'right' : `wrong ${index}`, stored)),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, index) => index % 3 === 0));
  });

  it.runIf(process.platform === 'linux')('runs its threads with a lower priority than the process', async () => {
    await (await load('node-rs')).hash('secret');
    // Field 19 of proc(5) stat, counted after the name in brackets.
    const nice = readdirSync('/proc/self/task').map((id) => {
      const [, fields = ''] = readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ');
      return Number(fields.split(' ')[16]);
    });
    expect(Math.max(...nice)).toBeGreaterThan(Math.min(...nice));
  });
});
