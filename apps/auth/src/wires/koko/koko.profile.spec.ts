import { loadSettings } from '@portero/config';
import { describe, expect, it } from 'vitest';
import { KokoProfile } from './koko.profile';
import { KOKO_SETTINGS } from './koko.settings';

const WIRES = [{ name: 'koko', kind: 'dialect', settings: KOKO_SETTINGS }] as const;
const ISSUED_AT = new Date('2027-03-01T12:00:00.000Z');

function profileFor(env: Record<string, string> = {}) {
  return new KokoProfile(loadSettings(env, { wires: WIRES })).profile;
}

function lifetimeFor(env: Record<string, string> = {}): number {
  const end = profileFor(env).access.expiresAt(ISSUED_AT);
  return (end!.getTime() - ISSUED_AT.getTime()) / 1000;
}

describe('an access token of Koko', () => {
  it.each([
    [{}, 31_622_400],
    [{ KOKO_ACCESS_LIFETIME: 'P1Y' }, 31_622_400],
    [{ KOKO_ACCESS_LIFETIME: 'P1M' }, 2_678_400],
    [{ KOKO_ACCESS_LIFETIME: 'PT10M' }, 600],
    [{ KOKO_ACCESS_LIFETIME: '600' }, 600],
  ])('lives as long as %j says', (env, seconds) => {
    expect(lifetimeFor(env)).toBe(seconds);
  });

  it.each(['1Y', 'P', 'P0D', '-5', 'P20Y'])('cannot live for %s', (value) => {
    expect(() => loadSettings({ KOKO_ACCESS_LIFETIME: value }, { wires: WIRES })).toThrow(
      /KOKO_ACCESS_LIFETIME must be a period of ISO 8601/u,
    );
  });

  it('ends before its session does', () => {
    for (const env of [{}, { KOKO_ACCESS_LIFETIME: 'P10Y' }, { SESSION_IDLE: '1', SESSION_ABSOLUTE: '1' }]) {
      const { session } = profileFor(env);
      expect(session.idleSeconds).toBeGreaterThan(lifetimeFor(env));
      expect(session.absoluteSeconds).toBeGreaterThan(session.idleSeconds);
    }
  });
});
