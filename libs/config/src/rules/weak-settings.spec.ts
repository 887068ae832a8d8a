import { describe, expect, it } from 'vitest';
import { loadSettings } from '../load-settings';
import { hmacKey } from '../kinds/secret.kinds';
import { HARDENED, problemsOf as problemsWith } from '../settings.fixture';
import { settingsTable } from '../settings-table';
import { weakSettings } from './weak-settings';

const PRODUCTION = { ...HARDENED, NODE_ENV: 'production', DATABASE_URL: 'postgres://p:p@db.example.org/p' };
const STRONG_KEY = 'kX9!mQ2vLr7#Tz4wPb6@Yc1nHd8$Gf5s';

const WIRES = ['auth100', 'bookker', 'simplejwt'].map((name) => ({
  name,
  kind: 'dialect' as const,
  settings: settingsTable({
    [`${name.toUpperCase()}_SIGNING_KEY`]: { kind: hmacKey(), unset: 'none', description: '' },
  }),
}));

const meaningsOf = (env: NodeJS.ProcessEnv) =>
  weakSettings(loadSettings(env, { wires: WIRES }), WIRES).map(({ meaning }) => meaning);
const problemsOf = (env: NodeJS.ProcessEnv) => problemsWith(env, { wires: WIRES });

describe('attack 49: settings that work and are not safe', () => {
  it('are not reported for safe settings', () => {
    expect(meaningsOf({ ...PRODUCTION, AUTH100_SIGNING_KEY: STRONG_KEY })).toEqual([]);
  });

  it('are not reported for development on one machine', () => {
    expect(meaningsOf({ ARGON2_MEMORY_KIB: '8', ARGON2_TIME: '1', AUTH100_SIGNING_KEY: 'x' })).toEqual([]);
  });

  it.each([
    ['a short Auth100 key', { AUTH100_SIGNING_KEY: STRONG_KEY.slice(0, 31) }, 'AUTH100_SIGNING_KEY'],
    ['a short Bookker key', { BOOKKER_SIGNING_KEY: STRONG_KEY.slice(0, 16) }, 'BOOKKER_SIGNING_KEY'],
    ['a short SimpleJWT key', { SIMPLEJWT_SIGNING_KEY: STRONG_KEY.slice(0, 20) }, 'SIMPLEJWT_SIGNING_KEY'],
    ['plain HTTP', { PUBLIC_URL: 'http://login.example.org' }, 'PUBLIC_URL'],
    ['mail without TLS', { SMTP_URL: 'smtp://mail.example.org' }, 'SMTP_URL'],
    ['mail in clear with a password', { SMTP_URL: 'smtp://a:b@mail.example.org?ignoreTLS=true' }, 'SMTP_URL'],
    ['any certificate', { SMTP_URL: 'smtps://mail.example.org?tls.rejectUnauthorized=false' }, 'SMTP_URL'],
  ])('are reported: %s', (_, env, name) => {
    const [meaning, ...more] = meaningsOf({ ...PRODUCTION, ...env });
    expect([meaning?.includes(name), more]).toEqual([true, []]);
  });

  it.each([
    { PUBLIC_URL: 'http://localhost:9010' },
    { SMTP_URL: 'smtp://127.0.0.1:1025' },
    { SMTP_URL: 'smtp://a:b@mail.example.org' },
    { SMTP_URL: 'smtp://mail.example.org?requireTLS=true' },
  ])('are not: %j', (env) => {
    expect(meaningsOf({ ...PRODUCTION, ...env })).toEqual([]);
  });

  it('are reported in hardened mode on any machine: cheap hashes', () => {
    const [meaning] = meaningsOf({ ...HARDENED, ARGON2_MEMORY_KIB: '8', ARGON2_TIME: '1' });
    expect(meaning).toContain('ARGON2_MEMORY_KIB=8');
  });

  it.each(['AUTH100_SIGNING_KEY', 'BOOKKER_SIGNING_KEY', 'SIMPLEJWT_SIGNING_KEY'])(
    'are refused in production if they can be guessed: %s',
    (name) => {
      for (const key of ['a', 'kX9!mQ2vLr7#Tz4']) expect(problemsOf({ ...PRODUCTION, [name]: key })).toHaveLength(1);
      expect(problemsOf({ ...PRODUCTION, ARGON2_MEMORY_KIB: '8' })).toHaveLength(1);
    },
  );

  it('are refused where no mail could arrive: a sender at an IP address', () => {
    for (const PUBLIC_URL of ['https://192.0.2.1', 'https://[2001:db8::1]:8443']) {
      expect(problemsOf({ ...PRODUCTION, PUBLIC_URL })).toEqual([
        'MAIL_FROM must be set where the host of PUBLIC_URL is an IP address',
      ]);
      expect(problemsOf({ ...PRODUCTION, PUBLIC_URL, MAIL_FROM: 'Portero <a@example.org>' })).toEqual([]);
    }
  });
});
