import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  previousMasterKeyFile,
  readMasterKey,
  readOrCreateMasterKey,
  readPreviousMasterKey,
  replaceMasterKey,
} from './master-key-file';

describe('the file of the master key', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-master-key-'));
    file = join(folder, 'master.key');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is created once, readable only by its user', () => {
    expect(readMasterKey(file)).toBeNull();
    const key = readOrCreateMasterKey(file);
    expect(key).toHaveLength(32);
    expect(readOrCreateMasterKey(file)).toEqual(key);
    expect(readPreviousMasterKey(file)).toBeNull();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is replaced by a new key, and the old one is kept in another file', () => {
    const before = readOrCreateMasterKey(file);
    replaceMasterKey(file);
    expect(readOrCreateMasterKey(file)).not.toEqual(before);
    expect(readPreviousMasterKey(file)).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['master.key', 'master.key.previous']);
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('has no previous key when the replacement was interrupted before the new key was written', () => {
    const before = readOrCreateMasterKey(file);
    writeFileSync(previousMasterKeyFile(file), readFileSync(file));
    writeFileSync(`${file}.new`, 'half-a-k');
    expect([readOrCreateMasterKey(file), readPreviousMasterKey(file)]).toEqual([before, null]);
    replaceMasterKey(file);
    expect(readPreviousMasterKey(file)).toEqual(before);
  });

  it('is not replaced when it contains no key', () => {
    writeFileSync(file, 'half-a-key');
    expect(() => {
      replaceMasterKey(file);
    }).toThrow();
    expect(readFileSync(file, 'utf8')).toBe('half-a-key');
    expect(readdirSync(folder)).toEqual(['master.key']);
  });

  it('does not treat a damaged previous key as absent', () => {
    readOrCreateMasterKey(file);
    replaceMasterKey(file);
    renameSync(file, previousMasterKeyFile(file));
    writeFileSync(previousMasterKeyFile(file), 'half-a-key');
    readOrCreateMasterKey(file);
    expect(() => readPreviousMasterKey(file)).toThrow();
  });
});
