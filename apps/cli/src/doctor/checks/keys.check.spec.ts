import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '@portero/config';
import { readOrCreateMasterKey } from '@portero/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMasterKey, findMasterKey } from './keys.check';

describe('the doctor on the master key', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-doctor-'));
    file = join(folder, 'master.key');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const look = () => {
    const settings = loadSettings({ DATA_DIR: folder });
    const found = findMasterKey(settings);
    return { state: found.state, findings: checkMasterKey(settings, found) };
  };

  it('makes none', () => {
    expect(look()).toEqual({ state: 'missing', findings: [] });
    expect(look().state).toBe('missing');
  });

  it('is content with the one that the service made', () => {
    readOrCreateMasterKey(file);
    expect(look()).toEqual({ state: 'there', findings: [] });
  });

  it('warns of one that others may read', () => {
    readOrCreateMasterKey(file);
    chmodSync(file, 0o644);
    expect(look()).toMatchObject({ state: 'there', findings: [{ state: 'warning', mend: `Run chmod 600 ${file}.` }] });
  });

  it('finds one that is damaged, without showing it', () => {
    writeFileSync(file, 'half-a-key', { mode: 0o600 });
    const { state, findings } = look();
    expect(state).toBe('damaged');
    expect(findings).toMatchObject([{ state: 'wrong' }]);
    expect(JSON.stringify(findings)).not.toContain('half-a-key');
  });
});
