import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings';
import { HARDENED, problemsOf } from './settings.fixture';

describe('the contract mode', () => {
  it.each([
    [{}, 'documented', false],
    [{ NODE_ENV: 'test' }, 'documented', false],
    [{ ...HARDENED, CONTRACT_MODE: '', NODE_ENV: 'production' }, 'hardened', false],
    [{ ...HARDENED }, 'hardened', false],
    [{ CONTRACT_MODE: 'documented', NODE_ENV: 'production' }, 'documented', true],
  ])('follows CONTRACT_MODE, then NODE_ENV (%#)', (env, mode, loud) => {
    expect(loadSettings(env)).toMatchObject({ mode, documentedInProduction: loud });
  });

  it('refuses a mistyped mode and a mistyped NODE_ENV instead of starting open', () => {
    expect(problemsOf({ CONTRACT_MODE: 'Hardened', NODE_ENV: 'prod' })).toEqual([
      'NODE_ENV must be one of development, test, production',
      'CONTRACT_MODE must be one of documented, hardened',
    ]);
  });

  it('reports all settings that hardened mode requires at once', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'PUBLIC_URL must be set in hardened mode (http(s) URL without a trailing slash)',
      'MASTER_KEY must be set in hardened mode (32 random bytes in base64)',
      'SMTP_URL must be set in hardened mode (smtp:// or smtps:// URL)',
    ]);
  });
});

describe('the defaults', () => {
  const dataDir = resolve('.data');

  it('need no setting at all in documented mode', () => {
    const { http, database, passwords, ...rest } = loadSettings({}, { cores: 3 });
    expect(http).toEqual({
      host: '127.0.0.1',
      port: 9010,
      publicUrl: 'http://localhost:9010',
      publicUrlIsDefault: true,
      listensOnLoopback: true,
      allowedHosts: [],
      corsOrigins: [],
      bodyLimitBytes: 65536,
      trustedProxies: [],
      requestTimeoutSeconds: 30,
      shutdownTimeoutSeconds: 20,
      shutdownDelaySeconds: 0,
      keepAliveTimeoutSeconds: 72,
      managementPort: null,
    });
    expect(database).toEqual({ kind: 'embedded', folder: `${dataDir}/database`, prepared: 'on' });
    expect(passwords).toEqual({
      minLength: 6,
      list: { kind: 'none' },
      breachedUrl: null,
      argon2: { memoryKib: 19456, time: 2, parallelism: 1 },
      hasher: 'auto',
      hashConcurrency: 3,
      hashQueueLimit: 64,
      peppers: {},
    });
    expect(rest).toMatchObject({
      dataDir,
      secrets: { masterKey: null, masterKeyFile: `${dataDir}/master.key` },
      codes: { length: 4, lifetimeSeconds: 900 },
      sessions: { idleSeconds: 2_592_000, absoluteSeconds: 7_776_000, perUser: 100 },
      mail: {
        smtpUrl: null,
        from: { name: 'Portero', address: 'no-reply@localhost' },
        outboxFolder: `${dataDir}/outbox`,
      },
      owners: { signup: 'open', defaultCountry: 'AR' },
      dialects: null,
      limits: { enabled: true },
      logs: { level: 'info' },
    });
  });

  it('are strict in hardened mode', () => {
    expect(loadSettings(HARDENED)).toMatchObject({
      http: { host: '0.0.0.0', publicUrl: 'https://login.example.org', publicUrlIsDefault: false },
      passwords: { minLength: 8, list: { kind: 'common' } },
      codes: { length: 6 },
      owners: { signup: 'closed' },
      mail: { smtpUrl: HARDENED.SMTP_URL, from: { address: 'no-reply@login.example.org' } },
    });
  });

  it('put the port into the public URL', () => {
    expect(loadSettings({ PORT: '80' }).http.publicUrl).toBe('http://localhost:80');
  });

  it.each([
    ['http://192.0.2.1:9010', 'no-reply@[192.0.2.1]'],
    ['http://[2001:db8::1]', 'no-reply@[IPv6:2001:db8::1]'],
  ])('build a valid sender address for %s', (url, address) => {
    expect(loadSettings({ PUBLIC_URL: url }).mail.from.address).toBe(address);
  });

  it('replace every empty variable', () => {
    const empty = Object.fromEntries(['PORT', 'MASTER_KEY', 'DATABASE_URL', 'DIALECTS'].map((name) => [name, '']));
    expect({ ...loadSettings(empty).http }).toEqual({ ...loadSettings({}).http });
  });
});

describe('settings', () => {
  it('ignore unknown variables', () => {
    expect(problemsOf({ PORTERO_COLOUR: 'x', REPOSITORY_OWNER: 'someone', PORTS: '-1' })).toEqual([]);
  });

  it('do not change when the environment does', () => {
    const env: NodeJS.ProcessEnv = { KOKO_OWNER: '' };
    const settings = loadSettings(env);
    env['KOKO_OWNER'] = 'not a uuid';
    expect(settings.ownerBinding('koko')).toBeNull();
  });

  it('are deeply frozen', () => {
    const settings = loadSettings({ ...HARDENED, TRUSTED_PROXIES: '10.0.0.0/8', DIALECTS: 'koko' });
    const parts = [
      settings,
      settings.passwords.argon2,
      settings.mail.from,
      settings.http.trustedProxies,
      settings.dialects,
    ];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
  });

  it('return copies of the master key', () => {
    const { secrets } = loadSettings(HARDENED);
    secrets.masterKey?.fill(0);
    expect(secrets.masterKey?.toString('base64')).toBe(HARDENED.MASTER_KEY);
  });

  it('print no secrets', () => {
    const settings = loadSettings({ ...HARDENED, DATABASE_URL: 'postgres://u:letters@db/portero' });
    for (const part of [settings, settings.database, settings.secrets, settings.mail]) {
      expect(inspect(part, { depth: 9 }) + JSON.stringify({ part })).not.toMatch(/letters|smtps|masterKey/);
    }
  });

  it.each([
    [{ DATABASE_READ_URL: 'postgres://u:p@standby/x' }, 'must be set only together with DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://u:p@db/x', DATABASE_READ_URL: 'postgres://u:p@db/x' }, 'must name another server'],
  ])('refuse a standby without its primary, or that is the primary: %j', (env, reason) => {
    expect(() => loadSettings(env)).toThrow(reason);
  });

  it('turn DATABASE_URL into a server, and its absence into a folder', () => {
    const url = 'postgresql://portero:p%40ss@db.example.org:5432/portero?sslmode=verify-full';
    expect({ ...loadSettings({ DATABASE_URL: url, DATABASE_POOL_SIZE: '3' }).database }).toEqual({
      kind: 'server',
      url,
      directUrl: null,
      readUrl: null,
      migrationWaitSeconds: 300,
      poolWaiting: 200,
      poolSize: 3,
      statementTimeoutSeconds: 10,
      connectTimeoutSeconds: 3,
      poolTimeoutSeconds: 3,
      prepared: 'on',
    });
    const behindPooler = { DATABASE_URL: 'postgres://u@pooler/x', DATABASE_DIRECT_URL: 'postgres://u@db/x' };
    expect(loadSettings(behindPooler).database.prepared).toBe('off');
    expect(loadSettings({ ...behindPooler, DATABASE_PREPARED: 'on' }).database.prepared).toBe('on');
    expect({ ...loadSettings({ DATA_DIR: '/srv/portero', DATABASE_PREPARED: 'off' }).database }).toEqual({
      kind: 'embedded',
      folder: '/srv/portero/database',
      prepared: 'off',
    });
  });

  it('refuse an absolute session time shorter than the idle time', () => {
    expect(problemsOf({ SESSION_IDLE: '61', SESSION_ABSOLUTE: '60' })).toEqual([
      'SESSION_ABSOLUTE must not be shorter than SESSION_IDLE',
    ]);
  });

  it('report all problems together, in the order of the table', () => {
    expect(problemsOf({ LOG_LEVEL: 'loud', PORT: '-1', CODE_TTL: '0', RATE_LIMITS: 'no' })).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'CODE_TTL must be a whole number of seconds from 1 to 86400',
      'RATE_LIMITS must be one of on, off',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });
});

describe('DIALECTS', () => {
  const known = [
    { name: 'koko', kind: 'dialect' },
    { name: 'shoop', kind: 'dialect' },
  ] as const;

  it('leaves out what it does not list', () => {
    const settings = loadSettings({ DIALECTS: 'koko, shoop' }, { wires: known });
    expect(['koko', 'bookker'].map((name) => settings.speaks(name))).toEqual([true, false]);
  });

  it('serves all when it is unset', () => {
    expect(loadSettings({}).speaks('sixth-one')).toBe(true);
  });

  it('may name only dialects that exist', () => {
    const problem = 'DIALECTS must name only dialects that exist: koko, shoop';
    expect(problemsOf({ DIALECTS: 'koko,bookker' }, { wires: known })).toEqual([problem]);
  });

  it.each(['Koko', 'koko,', ',', 'koko koko', 'koko,koko', '1st', 'kokó'])('refuses the list %j', (DIALECTS) => {
    expect(problemsOf({ DIALECTS })).toHaveLength(1);
  });
});
