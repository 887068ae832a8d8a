import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../load-settings';
import { HARDENED, problemsOf } from '../settings.fixture';
import { settingsTable } from '../settings-table';
import { hmacKey, rsaPrivateKey } from './secret.kinds';

const base64 = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('base64');

function rsaPem(modulusLength: number, type: 'pkcs1' | 'pkcs8' = 'pkcs8'): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return privateKey.export({ type, format: 'pem' }).toString();
}

describe('MASTER_KEY', () => {
  it('is 32 bytes', () => {
    const key = randomBytes(32);
    expect(loadSettings({ MASTER_KEY: key.toString('base64') }).secrets.masterKey).toEqual(key);
  });

  it.each([
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('base64')],
    ['hexadecimal digits', randomBytes(32).toString('hex')],
    ['the URL alphabet', base64(Array(32).fill(0xfb)).replaceAll('+', '-').replaceAll('/', '_')],
    ['no padding', randomBytes(32).toString('base64').slice(0, -1)],
    ['a blank in front', ` ${randomBytes(32).toString('base64')}`],
    ['bits set that say nothing', `${'A'.repeat(42)}B=`],
  ])('refuses %s', (_, MASTER_KEY) => {
    expect(problemsOf({ MASTER_KEY })).toEqual(['MASTER_KEY must be exactly 32 bytes in base64']);
  });

  it.each([
    ['zeros', base64(Array(32).fill(0))],
    ['one byte over and over', base64(Array(32).fill(0xa7))],
    ['a count', base64(Array.from({ length: 32 }, (_, i) => 200 + i))],
    ['a count down', base64(Array.from({ length: 32 }, (_, i) => 200 - i))],
  ])('refuses %s in production', (_, MASTER_KEY) => {
    const problems = ['MASTER_KEY must be 32 random bytes, not a placeholder'];
    expect(problemsOf({ ...HARDENED, NODE_ENV: 'production', MASTER_KEY })).toEqual(problems);
    expect(problemsOf({ ...HARDENED, MASTER_KEY })).toEqual([]);
  });

  it('is never refused when it is random', () => {
    const keys = Array.from({ length: 500 }, () => randomBytes(32).toString('base64'));
    expect(keys.flatMap((MASTER_KEY) => problemsOf({ MASTER_KEY }))).toEqual([]);
  });
});

describe('MASTER_KEY_PREVIOUS', () => {
  const [MASTER_KEY, MASTER_KEY_PREVIOUS] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));

  it('has 32 bytes too, is returned as a copy, and is unset by default', () => {
    const { secrets } = loadSettings({ MASTER_KEY, MASTER_KEY_PREVIOUS });
    secrets.masterKeyPrevious?.fill(0);
    expect(secrets.masterKeyPrevious?.toString('base64')).toBe(MASTER_KEY_PREVIOUS);
    expect(loadSettings({ MASTER_KEY, MASTER_KEY_PREVIOUS: '' }).secrets.masterKeyPrevious).toBeNull();
  });

  it('is refused by the rules of MASTER_KEY', () => {
    const short = randomBytes(31).toString('base64');
    const must = 'MASTER_KEY_PREVIOUS must be exactly 32 bytes in base64';
    expect(problemsOf({ MASTER_KEY, MASTER_KEY_PREVIOUS: short })).toEqual([must]);
    const zeros = { ...HARDENED, NODE_ENV: 'production', MASTER_KEY_PREVIOUS: base64(Array(32).fill(0)) };
    expect(problemsOf(zeros)).toEqual(['MASTER_KEY_PREVIOUS must be 32 random bytes, not a placeholder']);
  });

  it('is accepted only with a different MASTER_KEY', () => {
    expect(problemsOf({ MASTER_KEY_PREVIOUS })).toEqual([
      'MASTER_KEY_PREVIOUS must be set only together with MASTER_KEY',
    ]);
    expect(problemsOf({ MASTER_KEY, MASTER_KEY_PREVIOUS: MASTER_KEY })).toEqual([
      'MASTER_KEY_PREVIOUS must be another key than MASTER_KEY',
    ]);
  });
});

const TOY = settingsTable({
  TOY_SIGNING_KEY: { kind: hmacKey(), description: 'A shared secret.' },
  TOY_PRIVATE_KEY: { kind: rsaPrivateKey(), description: 'A private key.' },
});

const refusals = (env: NodeJS.ProcessEnv) =>
  problemsOf(env, { wires: [{ name: 'toy', kind: 'dialect', settings: TOY }] });

describe('the signing keys that are carried over', () => {
  const production = { CONTRACT_MODE: 'documented', NODE_ENV: 'production' };

  it('may be of any length outside production', () => {
    for (const mode of [{}, HARDENED]) expect(refusals({ ...mode, TOY_SIGNING_KEY: 'kx9' })).toEqual([]);
    expect(refusals({ ...production, TOY_SIGNING_KEY: 'kx9' })).toHaveLength(1);
  });

  it.each([
    ...['changeme', 'CHANGE_ME', 'secret', 'secretsecret', 'Password', 'your-256-bit-secret', 'x'.repeat(64)],
    ...['change-this-key-before-you-go-live-0123456789', `django-insecure-${'k3#v9z'.repeat(10)}`, 'abab'.repeat(16)],
  ])('refuse the placeholder %j in production', (key) => {
    expect(refusals({ ...production, TOY_SIGNING_KEY: key })).toEqual([
      expect.stringMatching(/^TOY_SIGNING_KEY must be a real secret, not a placeholder/),
    ]);
    expect(refusals({ TOY_SIGNING_KEY: key })).toEqual([]);
  });

  it('keep their text unchanged, including blanks', () => {
    expect(loadSettings({ TOY_SIGNING_KEY: ' a b ' }).of(TOY).TOY_SIGNING_KEY).toBe(' a b ');
  });

  it('are never mistaken for placeholders when they are random', () => {
    const keys = Array.from({ length: 500 }, () => randomBytes(64).toString('base64'));
    expect(keys.flatMap((key) => refusals({ ...production, TOY_SIGNING_KEY: key }))).toEqual([]);
  });
});

describe('an RSA private key that is carried over', () => {
  const pem = rsaPem(2048);

  it.each([
    ['with real line breaks', pem],
    ['with written line breaks', pem.replaceAll('\n', '\\n')],
    ['with blanks around it', `\n  ${pem}\n`],
  ])('accepts RSA %s and gives PKCS #8', (_, TOY_PRIVATE_KEY) => {
    expect(loadSettings({ TOY_PRIVATE_KEY }).of(TOY).TOY_PRIVATE_KEY).toBe(pem);
  });

  it('accepts PKCS #1, as Passport keeps it', () => {
    expect(refusals({ TOY_PRIVATE_KEY: rsaPem(2048, 'pkcs1') })).toEqual([]);
  });

  it('refuses fewer than 2048 bits', () => {
    expect(refusals({ TOY_PRIVATE_KEY: rsaPem(1024) })).toEqual([
      'TOY_PRIVATE_KEY must be an RSA key of at least 2048 bits',
    ]);
  });

  it('refuses whatever is not an open RSA private key', () => {
    const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8).toString();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const locked = privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'letters' }).toString();
    const open = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const TOY_PRIVATE_KEY of ['x', ec, locked, open, pem.slice(0, 200), '/etc/key.pem']) {
      expect(refusals({ TOY_PRIVATE_KEY })).toEqual([
        'TOY_PRIVATE_KEY must be the unencrypted PEM of an RSA private key',
      ]);
    }
  });
});
