import { hash as bcrypt } from '@node-rs/bcrypt';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadArgon2 } from '../argon2-engine';
import { Argon2Hasher } from '../password-hasher';
import { RecognisingHasher } from './recognising-hasher';
import { isWeakLabel } from './weak-formats';

const costs = { memoryKib: 64, passes: 1, parallelism: 1 };
const PASSWORD = 'contraseña vieja';

const digest = (algorithm: string, ...parts: string[]) => {
  const hash = createHash(algorithm);
  parts.forEach((part) => hash.update(part));
  return hash;
};
const described = (fields: object): string => JSON.stringify(fields);
const ssha = Buffer.concat([digest('sha1', PASSWORD, 's4lt').digest(), Buffer.from('s4lt')]).toString('base64');

const WEAK: readonly (readonly [name: string, stored: string, label: string])[] = [
  ['bare MD5', digest('md5', PASSWORD).digest('hex'), 'md5'],
  ['bare SHA-512', digest('sha512', PASSWORD).digest('hex'), 'sha512'],
  ['MD5 of Django', `md5$s4lt$${digest('md5', 's4lt', PASSWORD).digest('hex')}`, 'salted-md5'],
  ['MD5 of Joomla', `${digest('md5', PASSWORD, 's4lt').digest('hex')}:s4lt`, 'salted-md5'],
  ['SSHA of LDAP', `{SSHA}${ssha}`, 'salted-sha1'],
  ['HMAC of Werkzeug', `sha256$k3y$${createHmac('sha256', 'k3y').update(PASSWORD).digest('hex')}`, 'hmac-sha256'],
  [
    'a described SHA-256 in base64 with a pepper',
    described({
      ...{ algorithm: 'sha256', hash: digest('sha256', PASSWORD, 's4lt', 'p3pper').digest('base64'), salt: 's4lt' },
      ...{ encoding: 'base64', layout: 'password+salt', pepper: 'SHOP' },
    }),
    'salted-sha256',
  ],
  [
    'a described HMAC whose key is a pepper',
    described({
      ...{ algorithm: 'hmac-sha256', hash: createHmac('sha256', 'p3pper').update(`s4lt${PASSWORD}`).digest('hex') },
      ...{ salt: 's4lt', pepper: 'SHOP' },
    }),
    'hmac-sha256',
  ],
  [
    'a SHA-1 that was cut, as Ion Auth does',
    described({ algorithm: 'sha1', hash: digest('sha1', 's4lt', PASSWORD).digest('hex').slice(0, 30), salt: 's4lt' }),
    'salted-sha1',
  ],
];

/** Hashes of this password by other systems. Those that are slow enough are not wrapped. */
const GOLDEN = ['frameworks.tsv', 'tools.tsv']
  .flatMap((name) =>
    readFileSync(join(__dirname, 'golden', name), 'utf8')
      .trimEnd()
      .split('\n'),
  )
  .map((line) => line.split('\t') as [origin: string, stored: string])
  .filter(([, stored]) => /bcrypt|\$2[aby]\$|pbkdf2|^AQ|^AE|hashIterations/u.test(stored));
const GOLDEN_PASSWORD = 'Contraseña 密码!';
const WEAK_GOLDEN = [
  ...['bcrypt:5', 'bcrypt:8', 'pbkdf2-sha1:1000', 'pbkdf2-sha1:185000', 'pbkdf2-sha256:10000', 'pbkdf2-sha256:100000'],
  ...['pbkdf2-sha256:310000', 'pbkdf2-sha512:30000', 'pbkdf2-sha512:5000'],
];
const PEPPERS = { SHOP: 'p3pper', DEVISE_PEPPER: 'pepper of the tests' };

describe('a weak hash inside of argon2id', () => {
  let hasher: RecognisingHasher;

  beforeAll(async () => {
    const engine = await loadArgon2({ implementation: 'auto', concurrency: 2 });
    hasher = new RecognisingHasher(new Argon2Hasher(costs, engine), engine, PEPPERS);
  });

  it.each(WEAK)('matches only the right password: %s', async (_name, stored, label) => {
    expect(await hasher.matches(PASSWORD, stored)).toBe(true);
    const wrapped = await hasher.wrap(stored);
    expect(wrapped).toMatchObject({ label: `wrapped-${label}` });
    const { hash } = wrapped!;
    expect(await hasher.matches(PASSWORD, hash)).toBe(true);
    for (const wrong of ['', 'wrong', PASSWORD.normalize('NFD'), stored, hash])
      expect(await hasher.matches(wrong, hash), wrong).toBe(false);
    expect([hasher.recognises(hash), hasher.isOutdated(hash)]).toEqual([true, true]);
    expect(await hasher.wrap(hash)).toBeNull();
  });

  it.each(WEAK)('contains neither the weak hash nor the pepper: %s', async (_name, stored) => {
    const { hash } = (await hasher.wrap(stored))!;
    const bytes = /[0-9a-f]{30,}/u.exec(stored)?.[0] ?? ssha.slice(0, 20);
    for (const secret of [bytes, bytes.slice(0, 16), 'p3pper', Buffer.from('p3pper').toString('hex')])
      expect(hash).not.toContain(secret);
  });

  it.each(GOLDEN)('matches only the right password: %s', async (_origin, stored) => {
    const { label } = hasher.read(stored);
    const wrapped = await hasher.wrap(stored);
    expect(wrapped !== null).toBe(isWeakLabel(label));
    if (wrapped === null) return;
    expect(wrapped.label).toBe(`wrapped-${label}`);
    expect(wrapped.hash.length).toBeLessThan(1024);
    expect(await hasher.matches(GOLDEN_PASSWORD, wrapped.hash)).toBe(true);
    expect(await hasher.matches(`${GOLDEN_PASSWORD}.`, wrapped.hash)).toBe(false);
    // A later release may have another definition of weak. Reading does not depend on it.
    expect(await hasher.wrap(wrapped.hash)).toBeNull();
  });

  it('is made for these formats of a low cost, whichever system wrote them', () => {
    const labels = GOLDEN.map(([, stored]) => hasher.read(stored).label);
    expect([...new Set(labels.filter(isWeakLabel))].sort()).toEqual(WEAK_GOLDEN);
  });

  it('of bcrypt reads only the first 72 bytes of a password, like bcrypt', async () => {
    const { hash } = (await hasher.wrap(await bcrypt('a'.repeat(72), 4)))!;
    expect(await hasher.matches(`${'a'.repeat(72)}b`, hash)).toBe(true);
    expect(await hasher.matches('a'.repeat(71), hash)).toBe(false);
  });

  it.each([
    ['bcrypt:9', true],
    ['bcrypt:10', false],
    ['django-bcrypt-sha256:4', false],
    ['pbkdf2-sha1:1299999', true],
    ['pbkdf2-sha256:599999', true],
    ['pbkdf2-sha256:600000', false],
    ['pbkdf2-sha512:210000', false],
    ['md5', true],
    ['wrapped-md5', false],
    ['wrapped-bcrypt:4', false],
    ['phpass:13', false],
  ])('is needed for %s: %s', (label, isWeak) => {
    expect(isWeakLabel(label)).toBe(isWeak);
  });

  it('is not made for slow hashes, and matches nothing when it is damaged', async () => {
    expect(await hasher.wrap(`$2y$10$${'a'.repeat(53)}`)).toBeNull();
    expect(await hasher.wrap(await hasher.hash(PASSWORD))).toBeNull();
    const { hash } = (await hasher.wrap(WEAK[0]![1]))!;
    const fields = JSON.parse(hash) as Record<string, unknown>;
    const costly = '$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g';
    for (const damage of [
      { wrapped: 'x' },
      { bytes: 0 },
      { algorithm: 'bcrypt' },
      { algorithm: 'bcrypt', salt: '$2b$10$short' },
      { algorithm: 'scrypt', iterations: 16 },
      { bytes: null },
      { wrapped: costly },
    ])
      expect(hasher.recognises(JSON.stringify({ ...fields, ...damage })), JSON.stringify(damage)).toBe(false);
  });
});
