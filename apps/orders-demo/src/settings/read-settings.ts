import type { DemoAccount, DemoSettings } from './demo-settings';

/** Invalid environment variables. The message has all of their names, and never their values. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** @throws SettingsError */
export function readSettings(env: Environment): DemoSettings {
  const problems: string[] = [];
  const text = (name: string, usual?: string): string => {
    const value = env[name] || usual;
    if (value === undefined) problems.push(`${name} is required.`);
    return value ?? '';
  };
  const number = (name: string, usual: number, most: number): number => {
    const value = Number(env[name] || usual);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    problems.push(`${name} must be a whole number from 0 to ${most}.`);
    return usual;
  };
  const owner = text('PORTERO_OWNER');
  if (owner !== '' && !UUID.test(owner)) problems.push('PORTERO_OWNER must be the uuid of an owner.');
  const fail = text('REVOCATIONS_FAIL', 'closed');
  if (fail !== 'open' && fail !== 'closed') problems.push('REVOCATIONS_FAIL must be open or closed.');
  const settings: DemoSettings = {
    http: { host: text('HOST', '127.0.0.1'), port: number('PORT', 9020, 65_535) },
    databaseFolder: text('DATA_DIR', '.data/orders'),
    portero: {
      url: text('PORTERO_URL', 'http://localhost:9010'),
      owner,
      clientId: text('PORTERO_CLIENT_ID'),
      secret: text('PORTERO_SECRET'),
    },
    revocations: {
      fail: fail === 'open' ? 'open' : 'closed',
      maxAgeSeconds: number('REVOCATIONS_MAX_AGE', 120, 86_400),
    },
    accounts: readAccounts(env['DEMO_ACCOUNTS'] || '[]', problems),
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function readAccounts(text: string, problems: string[]): readonly DemoAccount[] {
  try {
    const listed = JSON.parse(text) as DemoAccount[];
    return listed.map(({ role, email, password }) => ({ role, email, password }));
  } catch {
    problems.push('DEMO_ACCOUNTS must be a JSON list of role, email and password.');
    return [];
  }
}
