import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './read-settings';

const OWNER = 'bdd339af-b926-4215-94d6-29375773695d';
const CLIENT = '7d6f2f0e-58a4-4f0c-9f0e-2b8f3f1c7a55';
const LEAST = { PORTERO_OWNER: OWNER, PORTERO_CLIENT_ID: CLIENT, PORTERO_SECRET: 'secret' };

describe('the settings', () => {
  it('are the credential, and for the rest what suits one machine', () => {
    expect(readSettings(LEAST)).toEqual({
      http: { host: '127.0.0.1', port: 9020 },
      databaseFolder: '.data/orders',
      portero: { url: 'http://localhost:9010', owner: OWNER, clientId: CLIENT, secret: 'secret' },
      revocations: { fail: 'closed', maxAgeSeconds: 120 },
      accounts: [],
    });
    expect(readSettings({ ...LEAST, PORT: '0', REVOCATIONS_FAIL: 'open', REVOCATIONS_MAX_AGE: '75' })).toMatchObject({
      http: { port: 0 },
      revocations: { fail: 'open', maxAgeSeconds: 75 },
    });
  });

  it('that are wrong are named together, without their values', () => {
    const env = { PORTERO_OWNER: 'me', PORT: 'x', REVOCATIONS_FAIL: 'maybe', DEMO_ACCOUNTS: '{' };
    expect(() => readSettings(env)).toThrow(SettingsError);
    expect(() => readSettings(env)).toThrow(
      [
        'PORTERO_OWNER must be the uuid of an owner.',
        'REVOCATIONS_FAIL must be open or closed.',
        'PORT must be a whole number from 0 to 65535.',
        'PORTERO_CLIENT_ID is required.',
        'PORTERO_SECRET is required.',
        'DEMO_ACCOUNTS must be a JSON list of role, email and password.',
      ].join('\n'),
    );
  });
});
