import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeSettings } from './documents/describe-settings';
import { choice, duration, flag, integer, list, text } from './kinds/plain.kinds';
import { loadSettings } from './load-settings';
import { SettingsError } from './settings.errors';
import { settingsTable } from './settings-table';
import { HARDENED, problemsOf } from './settings.fixture';

const SIXTH = settingsTable({
  SIXTH_LIFETIME: { kind: duration({ min: 1, max: 600 }), default: '300', description: 'How long a token lives.' },
  SIXTH_ROTATE: { kind: flag(), default: 'false', description: 'Whether a refresh makes a new token.' },
  SIXTH_SIGNUP: {
    kind: choice('open', 'closed'),
    default: { documented: 'open', hardened: 'closed' },
    description: '',
  },
  SIXTH_ROLES: {
    kind: list(integer({ min: 1, max: 5 }), 'comma-separated list of roles'),
    default: '4,5',
    description: '',
  },
  SIXTH_APP: { kind: text({ expects: 'the digits of an id', pattern: /^\d+$/ }), description: 'An id.' },
});
const wires = [{ name: 'sixth', kind: 'dialect', settings: SIXTH }] as const;

describe('a wire with settings of its own', () => {
  it('reads them typed, with its defaults', () => {
    const values = loadSettings({}, { wires }).of(SIXTH);
    expectTypeOf(values.SIXTH_LIFETIME).toEqualTypeOf<number>();
    expectTypeOf(values.SIXTH_SIGNUP).toEqualTypeOf<'open' | 'closed'>();
    expectTypeOf(values.SIXTH_APP).toEqualTypeOf<string | null>();
    expect({ ...values }).toEqual({
      SIXTH_LIFETIME: 300,
      SIXTH_ROTATE: false,
      SIXTH_SIGNUP: 'open',
      SIXTH_ROLES: [4, 5],
      SIXTH_APP: null,
    });
    expect(Object.isFrozen(values.SIXTH_ROLES)).toBe(true);
  });

  it('reads them by the contract mode', () => {
    expect(loadSettings(HARDENED).of(SIXTH).SIXTH_SIGNUP).toBe('closed');
  });

  it('reports its problems together with the others', () => {
    expect(problemsOf({ PORT: 'x', SIXTH_ROTATE: 'yes', SIXTH_ROLES: '4,9', SIXTH_APP: 'x' }, { wires })).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'SIXTH_ROTATE must be true or false',
      'SIXTH_ROLES must be a comma-separated list of roles: each entry must be a whole number from 1 to 5',
      'SIXTH_APP must be the digits of an id',
    ]);
  });

  it('is not checked while the wire is not served', () => {
    const others = [...wires, { name: 'koko', kind: 'dialect' }] as const;
    expect(problemsOf({ SIXTH_ROTATE: 'yes', DIALECTS: 'koko' }, { wires: others })).toEqual([]);
  });

  it('is checked at the latest when it is read', () => {
    const settings = loadSettings({ SIXTH_ROTATE: 'yes' });
    expect(() => settings.of(SIXTH)).toThrow(new SettingsError(['SIXTH_ROTATE must be true or false']));
  });

  it('is checked regardless of DIALECTS if the wire is not a dialect', () => {
    const standard = [
      ...wires,
      { name: 'koko', kind: 'dialect' },
      { name: 'seventh', kind: 'standard', settings: SIXTH },
    ] as const;
    expect(problemsOf({ SIXTH_ROTATE: 'yes', DIALECTS: 'koko' }, { wires: standard })).toEqual([
      'SIXTH_ROTATE must be true or false',
    ]);
    expect(problemsOf({ DIALECTS: 'seventh' }, { wires: standard })).toEqual([
      'DIALECTS must name only dialects that exist: sixth, koko',
    ]);
  });

  it('can require a setting', () => {
    const needs = settingsTable({
      SIXTH_URL: { kind: text({ expects: 'a URL' }), required: 'always', description: '' },
    });
    expect(problemsOf({}, { wires: [{ name: 'sixth', kind: 'dialect', settings: needs }] })).toEqual([
      'SIXTH_URL must be set (a URL)',
    ]);
  });

  it('cannot redefine a setting of the service', () => {
    const thief = settingsTable({ MASTER_KEY: { kind: text({ expects: 'text' }), description: '' } });
    expect(() => loadSettings({}, { wires: [{ name: 'sixth', kind: 'dialect', settings: thief }] })).toThrow(
      /MASTER_KEY/,
    );
  });

  it('is described with the owner that it is bound to, under its title', () => {
    const [owner] = describeSettings([{ name: 'sixth', title: 'The sixth', kind: 'dialect', bindsOwner: true }]).slice(
      -1,
    );
    expect(owner).toMatchObject({ name: 'SIXTH_OWNER', group: 'The sixth' });
  });

  it('is described after the service', () => {
    const described = describeSettings(wires).slice(-Object.keys(SIXTH).length);
    expect(described.map(({ name, group }) => [name, group])).toEqual(
      Object.keys(SIXTH).map((name) => [name, 'sixth']),
    );
  });
});
