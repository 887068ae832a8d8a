import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { type ForeignHash, UnusableHashError } from './foreign-hash';
import { readForeignHash } from './read-foreign-hash';

interface Golden {
  readonly origin: string;
  readonly password: string;
  readonly stored: string;
}

const PASSWORD = 'Contraseña 密码!';
const FIREBASE_KEY = 'c2lnbmVyIGtleSBvZiB0aGUgdGVzdHMsIHdoaWNoIGhhcyBzaXh0eS1mb3VyIGJ5dGVzIGxpa2UgYSByZWFsIA==';
const context = { peppers: { DEVISE_PEPPER: 'pepper of the tests', FIREBASE: FIREBASE_KEY }, verifyArgon2 };

const file = (name: string): string => readFileSync(join(__dirname, 'golden', name), 'utf8');

/** One origin and hash per line, all of the same password. */
const lines = (name: string): readonly Golden[] =>
  file(name)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string])
    .map(([origin, stored]) => ({ origin, stored, password: PASSWORD }));

const GOLDEN: readonly Golden[] = [
  ...(JSON.parse(file('python.json')) as Golden[]),
  ...(JSON.parse(file('keycloak.json')) as Golden[]),
  ...lines('tools.tsv'),
  ...lines('frameworks.tsv'),
];

/** Formats whose slow hashes were tried with a wrong password already: once is enough, as each costs up to a second. */
const refused = new Set<string>();

function isWorthAnother({ label, cost }: ForeignHash): boolean {
  const format = label.split(':')[0]!;
  const isFirst = !refused.has(format);
  refused.add(format);
  return isFirst || cost.milliseconds < 50;
}

describe('hashes of other systems', () => {
  it.each(GOLDEN)('of $origin match their password and no other', async ({ stored, password }) => {
    const hash = readForeignHash(stored, context);
    expect(hash.label.length).toBeLessThanOrEqual(60);
    await expect(hash.matches(password)).resolves.toBe(true);
    if (isWorthAnother(hash)) await expect(hash.matches(`${password}.`)).resolves.toBe(false);
    if (hash.cost.milliseconds < 20) await expect(hash.matches('')).resolves.toBe(false);
  });

  it.each([
    ['bcrypt', '$wp$2y$10$JYu/TGdIxr9ej.GDvC1upuB/hlnWKuoFwbpYFMf0uiJ7VmhyIvebm'],
    ['phpass', '$P$BBTE9RSRZjfPEh6f.KSvXc0ZadHyGB.'],
  ])('of WordPress (%s) match the password with its quotes escaped', async (_name, stored) => {
    const hash = readForeignHash(stored, context);
    await expect(hash.matches(`It's "Ñ"`)).resolves.toBe(true);
    await expect(hash.matches(`It's "Ñ`)).resolves.toBe(false);
  });

  it('of Better Auth match the compatible form (NFKC) of a password', async () => {
    const [stored = ''] = GOLDEN.filter(({ origin }) => origin === 'Better Auth').map(({ stored: each }) => each);
    const hash = readForeignHash(stored, context);
    await expect(hash.matches(PASSWORD.replace('!', '\uFF01'))).resolves.toBe(true);
  });

  it('of bcrypt read only the first 72 bytes of a password', async () => {
    const [stored] = GOLDEN.filter(({ origin }) => origin === 'passlib bcrypt').map(({ stored: each }) => each);
    const { hash } = await import('@node-rs/bcrypt');
    expect(stored).toBeDefined();
    const long = readForeignHash(await hash('a'.repeat(72), 4), context);
    await expect(long.matches(`${'a'.repeat(72)}b`)).resolves.toBe(true);
    await expect(long.matches('a'.repeat(71))).resolves.toBe(false);
  });

  it.each([
    ['bcrypt of cost 17', `$2b$17$${'a'.repeat(53)}`, 'more than 2 seconds'],
    ['the broken variant of bcrypt', `$2x$10$${'a'.repeat(53)}`, 'broken'],
    ['PBKDF2 with a hundred million rounds', 'pbkdf2_sha256$100000000$salt$aGFzaA==', 'more than 2 seconds'],
    ['scrypt of a gigabyte', 'scrypt:1048576:8:1$salt$ab', 'more than 2'],
    ['argon2 of a gigabyte', '$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g', '256 MB'],
    ['sha-crypt with a million rounds', `$6$rounds=999999999$salt$${'a'.repeat(86)}`, 'more than 2 seconds'],
    ['phpass of cost 30', `$P$U${'a'.repeat(30)}`, 'more than 2 seconds'],
    ['a digest of a length that the algorithm does not have', '{"algorithm":"sha1","hash":"aabbccdd"}', '20 bytes'],
    ['a digest of another algorithm', `{"algorithm":"md5","hash":"${'a'.repeat(40)}"}`, '16 bytes'],
    ['LDAP without the salt that it names', '{SSHA}selmy57+1KAGaC4PbRw3Iw4Q9nc=', 'damaged'],
    ['LDAP with hex of another length', `{SHA}${'a'.repeat(44)}`, 'damaged'],
    ['Spring with a digest of another length', `{SHA-256}{c2FsdA==}${'a'.repeat(32)}`, 'damaged'],
    [
      'scrypt-kdf of four gigabytes',
      Buffer.concat([Buffer.from('scrypt\0\x16\0\0\0\x08\0\0\0\x01'), Buffer.alloc(80)]).toString('base64'),
      'more than 2',
    ],
    ['a pepper that is not set', '{"algorithm":"bcrypt","hash":"x","pepper":"NOBODY"}', 'NOBODY'],
    ['a text that is not a hash', 'secret', 'unknown'],
    ['plain text by Spring', '{noop}secret', 'unknown'],
    ['an empty text', '', 'unknown'],
  ])('are refused with the reason: %s', (_name, stored, reason) => {
    const read = () => readForeignHash(stored, context);
    expect(read).toThrow(UnusableHashError);
    expect(read).toThrow(reason);
  });
});
