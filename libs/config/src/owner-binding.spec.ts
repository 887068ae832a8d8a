import { describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings';
import { ownerOfHost, parseOwnerBinding } from './owner-binding';
import { SettingsError } from './settings.errors';
import { problemsOf } from './settings.fixture';

const FIRST = 'f0e3d3b6-0d7c-4b0e-9d3c-6f1f2a3b4c5d';
const SECOND = '0b9b1f0e-5a52-4d5b-8a53-1c2d3e4f5a6b';

describe('an owner binding', () => {
  it('is one owner, or one and others by host', () => {
    expect(parseOwnerBinding('KOKO_OWNER', FIRST.toUpperCase())).toEqual({ owner: FIRST, hosts: [] });
    expect(parseOwnerBinding('KOKO_OWNER', `${FIRST}, B.Example=${SECOND},[::1]:9010=${FIRST}`)).toEqual({
      owner: FIRST,
      hosts: [
        { host: 'b.example', owner: SECOND },
        { host: '[::1]:9010', owner: FIRST },
      ],
    });
  });

  it.each([
    ...[
      '',
      'x',
      `${FIRST},`,
      `${FIRST},${SECOND}`,
      `b.example=${FIRST}`,
      `${FIRST},b.example=x`,
      `${FIRST},=${SECOND}`,
    ],
    ...[`${FIRST},b.example:99999=${SECOND}`, `${FIRST},http://b=${SECOND}`, `${FIRST},[::x]=${SECOND}`],
    ...[`${FIRST},b=${SECOND}=${SECOND}`, `${FIRST},b=${SECOND},B=${FIRST}`, FIRST.slice(1)],
  ])('is refused when it reads %j', (value) => {
    expect(() => parseOwnerBinding('KOKO_OWNER', value)).toThrow(SettingsError);
    expect(() => parseOwnerBinding('KOKO_OWNER', value)).toThrow(/^KOKO_OWNER must [^\n]+$/);
  });

  it.each([
    ['b.example', SECOND],
    ['B.EXAMPLE:8080', SECOND],
    ['b.example.', SECOND],
    ['c.example:81', SECOND],
    ['c.example', FIRST],
    ['c.example:82', FIRST],
    ['[::1]:9010', SECOND],
    ['other.example', FIRST],
    ['b.example.evil.example', FIRST],
    ['b.example, other', FIRST],
    ['', FIRST],
    [undefined, FIRST],
  ])('sends the Host %j to its owner', (host, owner) => {
    const value = `${FIRST},b.example=${SECOND},c.example:81=${SECOND},[::1]=${SECOND}`;
    expect(ownerOfHost(parseOwnerBinding('X_OWNER', value), host)).toBe(owner);
  });
});

describe('settings.ownerBinding', () => {
  it('works for a dialect of any name', () => {
    const settings = loadSettings({ SIXTH_ONE_OWNER: FIRST });
    expect(settings.ownerBinding('sixth-one')).toEqual({ owner: FIRST, hosts: [] });
    expect(settings.ownerBinding('koko')).toBeNull();
  });

  it('is checked at start for the dialects that are served', () => {
    const env = { KOKO_OWNER: 'x', SHOOP_OWNER: 'y', DIALECTS: 'koko' };
    const wires = (['koko', 'shoop'] as const).map((name) => ({ name, kind: 'dialect', bindsOwner: true }) as const);
    expect(problemsOf(env, { wires })).toEqual([
      'KOKO_OWNER must be an owner uuid, followed by any number of ,host=uuid',
    ]);
  });
});
