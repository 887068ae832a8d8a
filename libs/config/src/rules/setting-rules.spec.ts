import { describe, expect, it } from 'vitest';
import { loadSettings } from '../load-settings';
import { HARDENED, problemsOf } from '../settings.fixture';

function accepts(name: string, values: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  it.each(values)(`${name} accepts %j`, (value) => {
    expect(problemsOf({ ...env, [name]: value })).toEqual([]);
  });
}

function refuses(name: string, values: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  it.each(values)(`${name} refuses %j in one line that begins with its name`, (value) => {
    expect(problemsOf({ ...env, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must [^\n]+$`))]);
  });
}

describe('numbers', () => {
  const notNumbers = ['1e3', ' 5', '5 ', '+5', '-5', '5.0', '0x10', '05', '5_0', '٥', 'NaN', '1'.repeat(400), '5\n'];
  refuses('PORT', [...notNumbers, '65536']);
  accepts('PORT', ['0', '65535']);
  accepts('BODY_LIMIT', ['1024', '1048576']);
  refuses('BODY_LIMIT', ['1023', '1048577', '64kb']);
  refuses('REQUEST_TIMEOUT', ['0', '601', '30s']);
  refuses('SHUTDOWN_TIMEOUT', ['0', '301']);
  refuses('DATABASE_POOL_SIZE', ['0', '1001']);
  accepts('HASH_QUEUE_LIMIT', ['0', '100000']);
  refuses('HASH_CONCURRENCY', ['0']);
  refuses('CODE_TTL', ['0', '86401']);
  refuses('SESSION_IDLE', ['0', '315360001']);
});

describe('numbers whose floor depends on the mode', () => {
  accepts('CODE_LENGTH', ['4', '10']);
  refuses('CODE_LENGTH', ['3', '11']);
  accepts('CODE_LENGTH', ['6', '10'], HARDENED);
  refuses('CODE_LENGTH', ['4', '5', '11'], HARDENED);
  accepts('PASSWORD_MIN', ['6', '128']);
  refuses('PASSWORD_MIN', ['5', '129']);
  refuses('PASSWORD_MIN', ['6', '7'], HARDENED);

  it('say so', () => {
    expect(problemsOf({ ...HARDENED, CODE_LENGTH: '4' })).toEqual([
      'CODE_LENGTH must be a whole number of digits from 6 to 10 in hardened mode',
    ]);
  });
});

describe('the cost of a password hash', () => {
  const production = { CONTRACT_MODE: 'documented', NODE_ENV: 'production' };
  const problem = expect.stringMatching(/^ARGON2_MEMORY_KIB must not be below the OWASP minimum/) as unknown;

  it.each([
    ['47104', '1'],
    ['19456', '2'],
    ['12288', '3'],
    ['9216', '4'],
    ['7168', '5'],
    ['7168', '9'],
  ])('may be %s KiB with %s passes in production, and not 1 KiB less', (memory, passes) => {
    const env = { ...production, ARGON2_TIME: passes };
    expect(problemsOf({ ...env, ARGON2_MEMORY_KIB: memory })).toEqual([]);
    expect(problemsOf({ ...env, ARGON2_MEMORY_KIB: String(Number(memory) - 1) })).toEqual([problem]);
  });

  it('may be minimal elsewhere, for tests', () => {
    expect(problemsOf({ ARGON2_MEMORY_KIB: '8', ARGON2_TIME: '1' })).toEqual([]);
    expect(problemsOf({ ...HARDENED, ARGON2_MEMORY_KIB: '8', ARGON2_TIME: '1' })).toEqual([]);
  });

  it('requires 8 KiB for each lane', () => {
    expect(problemsOf({ ARGON2_MEMORY_KIB: '15', ARGON2_PARALLELISM: '2' })).toEqual([
      'ARGON2_MEMORY_KIB must be at least 8 for each lane of ARGON2_PARALLELISM',
    ]);
  });

  refuses('ARGON2_MEMORY_KIB', ['7', '1048577']);
  refuses('ARGON2_TIME', ['0', '21']);
  refuses('ARGON2_PARALLELISM', ['0', '17']);
});

describe('addresses', () => {
  accepts('HOST', ['::', '0.0.0.0', 'localhost', 'portero.internal', '127.1.2.3']);
  refuses('HOST', ['http://localhost', 'a b', '-a', 'a..b', '[::1]', 'host:80', 'a\n']);
  accepts('PUBLIC_URL', ['http://a', 'https://a.example:8443', 'https://a.example/auth/v1', 'http://[::1]:9010']);
  refuses('PUBLIC_URL', [
    ...['https://a.example/', 'https://a.example/x/', 'https://u:p@a.example', 'https://u@a.example', 'https://@a'],
    ...['https://a?', 'https://a#', 'https://a/?q=1', 'ftp://a', 'a.example', 'https:a.example', 'https:///a', '//a'],
    ...['https://a//b', 'https://a\\b', ' https://a', 'https://a b', 'https://a\nb', 'javascript:alert(1)', 'https://'],
  ]);
  accepts('TRUSTED_PROXIES', ['10.0.0.1', '10.0.0.0/8', 'fd00::/8,192.0.2.1 , 2001:db8::1/128', '::ffff:10.0.0.1']);
  refuses('TRUSTED_PROXIES', [
    ...['10.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/08', '10.0.0.0/', '10.0.0.0/8/8', '0.0.0.0/0', '::/0'],
    ...['loopback', '10.0.0.1;10.0.0.2', '10.0.0.1,', 'fe80::1%eth0', '010.0.0.1', '10.0.0.1,10.0.0.1', '10.0.0.0/-1'],
  ]);

  it('come out normalised', () => {
    expect(loadSettings({ PUBLIC_URL: 'HTTPS://A.Example:443/X' }).http.publicUrl).toBe('https://a.example/X');
    expect(loadSettings({ TRUSTED_PROXIES: '10.0.0.0/8 , ::1' }).http.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
  });
});

describe('servers', () => {
  accepts('DATABASE_URL', ['postgres://db', 'postgresql://u:p%2Fw@db:5432/x?sslmode=require', 'POSTGRES://db/x']);
  refuses('DATABASE_URL', [
    'postgres://u:12#w@db/x',
    ...['mysql://db', 'postgres:db', 'db:5432', 'postgres://u:p#w@db/x', 'postgres://u:p%zz@db/x', 'postgres://db/x '],
    ...['postgres://db/x#y', 'postgres://u:p/w@db/x', 'http://db'],
  ]);
  accepts('SMTP_URL', ['smtp://mail', 'smtps://u%40h:p@mail.example:465', 'smtp://127.0.0.1:2525']);
  refuses('SMTP_URL', ['smtp:mail', 'smtp://', 'http://mail', 'mail:25', 'smtp://u:p%@mail', 'smtp://mail:port']);
  accepts('DATA_DIR', ['/srv/data', 'data', '../data', '/srv/my data']);
  refuses('DATA_DIR', ['/srv/da\0ta', 'da\nta']);
});

describe('the rest', () => {
  accepts('MAIL_FROM', [
    ...[
      'a@b',
      'Portero <a@b.example>',
      '"Portero" <a@b>',
      'Portería Ñandú <a+b.c@d.example>',
      '<a@b>',
      'a@[192.0.2.1]',
    ],
  ]);
  refuses('MAIL_FROM', [
    ...['a', 'a@', '@b', 'a@b,c@d', 'P <a@b>, Q <c@d>', 'P <a@b', 'P a@b>', 'a@b\r\nBcc: c@d', 'P\n <a@b>', 'a b@c'],
    ...['a@b c', 'a..b@c', '.a@b', 'a@-b', 'P, Q <a@b>', 'a@b@c', 'P <a@b> <c@d>', 'a@[nope]', `${'a'.repeat(65)}@b`],
  ]);
  accepts('DEFAULT_COUNTRY', ['AR', 'US', 'AX']);
  refuses('DEFAULT_COUNTRY', ['ar', 'ARG', 'XX', 'XK', 'EU', '54', 'A']);
  accepts('BREACHED_PASSWORDS_URL', ['https://mirror.example/range/', 'http://127.0.0.1:8080/', 'http://localhost/x/']);
  refuses('BREACHED_PASSWORDS_URL', [
    ...['http://mirror.example/range/', 'https://mirror.example/range', 'https://u:p@mirror.example/', 'ftp://x/'],
    ...['https://mirror.example/?x=/', 'https://mirror.example/#/'],
  ]);
  accepts('PASSWORD_LIST', ['common', 'none', './list.txt', '/srv/list.txt']);
  refuses('PASSWORD_LIST', ['comon', 'Common', 'list.txt', '/srv/\0']);
  refuses('OWNER_SIGNUP', ['true', 'Open', 'yes']);
  refuses('RATE_LIMITS', ['ON', '1', 'false']);
  refuses('LOG_LEVEL', ['INFO', 'verbose']);

  it('comes out as parts', () => {
    expect(loadSettings({ MAIL_FROM: '"Ana" <a@b>' }).mail.from).toEqual({ name: 'Ana', address: 'a@b' });
    expect(loadSettings({ MAIL_FROM: 'a@b' }).mail.from).toEqual({ name: '', address: 'a@b' });
    expect(loadSettings({ PASSWORD_LIST: '/srv/l' }).passwords.list).toEqual({ kind: 'file', path: '/srv/l' });
  });
});
