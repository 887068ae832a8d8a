import { loadSettings } from '@portero/config';
import type { DatabaseFacts } from '@portero/database';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkClock, checkNewestRow } from './clock.check';
import { checkDatabase } from './database.check';
import { checkMailBacklog } from './mail.check';
import { checkMigrations } from './migrations.check';
import { checkSettings } from './settings.check';

const FACTS: DatabaseFacts = {
  version: 180_003,
  encoding: 'UTF8',
  dateStyle: 'ISO, DMY',
  readOnly: false,
  hearsNotices: true,
  maxConnections: 100,
  clockAheadMs: 3,
  roundTripMs: 8,
};

const SERVER = { DATABASE_URL: 'postgres://u:p@db/portero' };

afterEach(() => {
  vi.useRealTimers();
});

describe('the doctor on the settings', () => {
  const statesOf = (env: NodeJS.ProcessEnv) =>
    checkSettings(() => loadSettings(env)).findings.map(({ state }) => state);

  it('is content with those of a developer', () => {
    expect(statesOf({})).toEqual(['ok']);
  });

  it('warns of an open contract, of no limits and of an embedded database in production', () => {
    const env = { NODE_ENV: 'production', CONTRACT_MODE: 'documented', RATE_LIMITS: 'off' };
    expect(statesOf(env)).toEqual(['ok', 'warning', 'warning', 'warning']);
  });

  it('tells what to do about every wrong one', () => {
    const { settings, findings } = checkSettings(() => loadSettings({ PORT: 'x', LOG_LEVEL: 'x' }));
    expect(settings).toBeNull();
    expect(findings.map(({ state }) => state)).toEqual(['wrong', 'wrong']);
    expect(findings.every(({ mend }) => mend !== null)).toBe(true);
  });
});

describe('the doctor on the database', () => {
  it.each<[string, Partial<DatabaseFacts>]>([
    ['wrong', { version: 120_022 }],
    ['wrong', { encoding: 'SQL_ASCII' }],
    ['wrong', { dateStyle: 'German, DMY' }],
    ['wrong', { readOnly: true }],
    ['warning', { maxConnections: 12 }],
    ['ok', {}],
  ])('finds %s when it is %j', (state, facts) => {
    const found = checkDatabase(loadSettings(SERVER), { ...FACTS, ...facts });
    expect(found.map((finding) => finding.state)).toEqual([state]);
    expect(found.every(({ mend }) => (mend === null) === (state === 'ok'))).toBe(true);
  });

  it('is content with one connection where the database is embedded', () => {
    expect(checkDatabase(loadSettings({}), { ...FACTS, maxConnections: 1 })).toMatchObject([{ state: 'ok' }]);
  });

  it('finds migrations that are missing, and warns of those of another release', () => {
    expect(checkMigrations({ applied: 0, pending: [], unknown: [] })).toMatchObject([{ state: 'ok' }]);
    expect(checkMigrations({ applied: 0, pending: ['A1', 'B2'], unknown: ['C3'] })).toMatchObject([
      { state: 'wrong', message: '2 migrations to run: A1, B2.', mend: expect.stringContaining('portero migrate') },
      { state: 'warning', message: expect.stringContaining('C3') },
    ]);
  });
});

describe('the doctor on the clock', () => {
  it.each([
    [0, 'ok'],
    [1_900, 'ok'],
    [-1_900, 'ok'],
    [3_000, 'warning'],
    [-3_000, 'warning'],
    [40_000, 'wrong'],
    [-40_000, 'wrong'],
  ])('finds a database that is %i ms ahead to be %s', (clockAheadMs, state) => {
    expect(checkClock({ ...FACTS, clockAheadMs })).toMatchObject({ state });
  });

  it('says on which side this machine is', () => {
    expect(checkClock({ ...FACTS, clockAheadMs: 5_000 }).message).toContain('5.0 s behind the');
    expect(checkClock({ ...FACTS, clockAheadMs: -5_000 }).message).toContain('5.0 s ahead of the');
  });

  it('does not blame the clock for a slow answer', () => {
    expect(checkClock({ ...FACTS, clockAheadMs: 4_000, roundTripMs: 8_000 })).toMatchObject({ state: 'ok' });
  });

  it('finds a row that was written later than now', () => {
    vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z'), toFake: ['Date'] });
    expect(checkNewestRow(new Date('2026-01-01T00:00:20Z'))).toEqual([]);
    expect(checkNewestRow(null)).toEqual([]);
    expect(checkNewestRow(new Date('2026-01-02T00:00:00Z'))).toMatchObject([{ state: 'wrong' }]);
  });
});

describe('the doctor on mails that wait', () => {
  it('says nothing of none, counts a few, and warns of one that waits too long', () => {
    expect(checkMailBacklog({ waiting: 0, oldest: null })).toEqual([]);
    expect(checkMailBacklog({ waiting: 2, oldest: new Date() })).toMatchObject([{ state: 'ok' }]);
    const old = new Date(Date.now() - 3_600_000);
    expect(checkMailBacklog({ waiting: 1, oldest: old })).toMatchObject([
      { state: 'warning', message: expect.stringMatching(/^1 mail waiting/u) },
    ]);
  });
});
