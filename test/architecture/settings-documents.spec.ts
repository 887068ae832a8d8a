import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describeSettings, loadSettings, renderEnvExample, renderSettingsPage } from '@portero/config';
import { describe, expect, it } from 'vitest';
import { WIRES } from '@auth/wires';
import { HARDENED_ENV } from '../support/service/service';

const ROOT = join(__dirname, '../..');
const OPTIONS = { wires: WIRES };
const settings = describeSettings(WIRES);
const example = renderEnvExample(settings);

/** To write these files anew after a change to a table: `npx vitest run --project unit test/architecture/settings-documents.spec.ts -u`. */
describe('the documents about the settings', () => {
  it('.env.example is generated from the tables', async () => {
    await expect(example).toMatchFileSnapshot(join(ROOT, '.env.example'));
  });

  it('docs/settings.md is generated from the tables', async () => {
    await expect(renderSettingsPage(settings)).toMatchFileSnapshot(join(ROOT, 'docs/settings.md'));
  });

  it('the names that the Helm chart accepts are those of the tables', async () => {
    const names = (isSecret: boolean) => settings.filter(({ secret }) => secret === isSecret).map(({ name }) => name);
    const accepted = `${JSON.stringify({ plain: names(false), secret: names(true) }, null, 2)}\n`;
    await expect(accepted).toMatchFileSnapshot(join(ROOT, 'deploy/chart/portero/files/settings.json'));
  });
});

describe('.env.example', () => {
  const uncommented = parseEnv(example.replaceAll(/^#(?=[A-Z0-9_]+=)/gm, ''));

  it('sets nothing by default', () => {
    expect(parseEnv(example)).toEqual({});
  });

  it('names every setting once, with its default', () => {
    const names = [...example.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(settings.map(({ name }) => name));
    for (const { name, default: fixed, sample } of settings) {
      expect(uncommented[name]).toBe(fixed.documented ?? sample ?? '');
    }
  });

  it('changes nothing when every line is uncommented', () => {
    const taken = loadSettings(uncommented, OPTIONS);
    const untouched = loadSettings({}, OPTIONS);
    expect({ ...taken.http, publicUrlIsDefault: true }).toEqual(untouched.http);
    for (const part of ['mode', 'nodeEnv', 'dataDir', 'database', 'passwords', 'codes', 'sessions', 'mail'] as const) {
      expect(taken[part]).toEqual(untouched[part]);
    }
    for (const { settings: table = {} } of WIRES) expect(taken.of(table)).toEqual(untouched.of(table));
  });
});

describe('every setting', () => {
  it.each(settings)('$name is described by a sentence', ({ description, expects }) => {
    expect(description).toMatch(/^[`A-Z].*\.$/);
    expect(expects).not.toBe('');
  });

  it.each(settings)('$name has a default that its own rule accepts, in each mode', ({ name, default: fixed }) => {
    const load = (env: Readonly<Record<string, string>>) => () => loadSettings(env, OPTIONS);
    if (fixed.documented !== null) expect(load({ [name]: fixed.documented })).not.toThrow();
    if (fixed.hardened !== null) expect(load({ ...HARDENED_ENV, [name]: fixed.hardened })).not.toThrow();
  });

  it.each(settings)('$name states the meaning of an unset value', ({ default: fixed, unset }) => {
    expect(fixed.documented ?? unset).not.toBeNull();
  });
});
