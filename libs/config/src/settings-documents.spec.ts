import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeSettings } from './describe-settings';
import { loadSettings } from './load-settings';
import { HARDENED, problemsOf } from './settings.fixture';
import { renderEnvExample, renderSettingsPage } from './settings-documents';

const ROOT = join(__dirname, '../../..');
const settings = describeSettings();
const example = renderEnvExample(settings);

/** To write these files anew after a change to a table: `npx vitest run --project unit -u libs/config`. */
describe('the documents about the settings', () => {
  it('.env.example is what the tables say', async () => {
    await expect(example).toMatchFileSnapshot(join(ROOT, '.env.example'));
  });

  it('docs/settings.md is what the tables say', async () => {
    await expect(renderSettingsPage(settings)).toMatchFileSnapshot(join(ROOT, 'docs/settings.md'));
  });
});

describe('.env.example', () => {
  const uncommented = parseEnv(example.replaceAll(/^#(?=[A-Z0-9_]+=)/gm, ''));

  it('sets nothing as it stands', () => {
    expect(parseEnv(example)).toEqual({});
  });

  it('names every setting once, with its default', () => {
    const names = [...example.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(settings.map(({ name }) => name));
    for (const { name, default: fixed, sample } of settings) {
      expect(uncommented[name]).toBe(fixed.documented ?? sample ?? '');
    }
  });

  it('changes nothing when every line of it is taken in', () => {
    const taken = loadSettings(uncommented);
    const untouched = loadSettings({});
    expect({ ...taken.http, publicUrlIsDefault: true }).toEqual(untouched.http);
    for (const part of ['mode', 'nodeEnv', 'dataDir', 'database', 'passwords', 'codes', 'sessions', 'mail'] as const) {
      expect(taken[part]).toEqual(untouched[part]);
    }
  });
});

describe('every setting', () => {
  it.each(settings)('$name is described by a sentence', ({ description, expects }) => {
    expect(description).toMatch(/^[`A-Z].*\.$/);
    expect(expects).not.toBe('');
  });

  it.each(settings)('$name has a default that its own rule accepts, in each mode', ({ name, default: fixed }) => {
    if (fixed.documented !== null) expect(problemsOf({ [name]: fixed.documented })).toEqual([]);
    if (fixed.hardened !== null) expect(problemsOf({ ...HARDENED, [name]: fixed.hardened })).toEqual([]);
  });

  it.each(settings)('$name says what it comes to when unset', ({ default: fixed, unset }) => {
    expect(fixed.documented ?? unset).not.toBeNull();
  });
});
