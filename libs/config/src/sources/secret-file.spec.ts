import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../read-settings';
import { hmacKey } from '../kinds/secret.kinds';
import { integer } from '../kinds/plain.kinds';
import { settingsTable } from '../settings-table';

const folder = mkdtempSync(join(tmpdir(), 'portero-secret-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const TABLE = settingsTable({
  KEY: { kind: hmacKey(), unset: 'none', description: '' },
  COUNT: { kind: integer({ min: 0, max: 9 }), default: '1', description: '' },
});

function read(env: Readonly<Record<string, string>>) {
  const problems: string[] = [];
  const values = readTable(TABLE, env, { mode: 'documented', production: false }, problems);
  return { values, problems };
}

function fileWith(content: string | Buffer): string {
  const path = join(folder, `${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

describe('a secret in a file', () => {
  it.each([
    ['as it stands', 'k#e y"', 'k#e y"'],
    ['without one trailing LF', 'key\n', 'key'],
    ['without one trailing CRLF', 'key\r\n', 'key'],
  ])('is read %s', (_how, content, value) => {
    expect(read({ KEY_FILE: fileWith(content) })).toEqual({ values: { KEY: value, COUNT: 1 }, problems: [] });
  });

  it('is refused beside the variable itself', () => {
    const { problems } = read({ KEY: 'a', KEY_FILE: fileWith('b') });
    expect(problems).toEqual(['KEY must not be set together with KEY_FILE']);
  });

  it.each([
    ['missing', join(folder, 'none')],
    ['a folder', folder],
    ['empty', fileWith('')],
    ['only a line break', fileWith('\n')],
    ['not UTF-8', fileWith(Buffer.from([0xff, 0xfe, 0x41]))],
    ['too large', fileWith('a'.repeat(65_537))],
  ])('is refused when the file is %s', (_what, path) => {
    expect(read({ KEY_FILE: path }).problems).toEqual([expect.stringMatching(/^KEY_FILE must be the path of /u)]);
  });

  it('keeps the rule of its setting: a second trailing line break is refused', () => {
    expect(read({ KEY_FILE: fileWith('key\n\n') }).problems).toEqual([
      expect.stringMatching(/^KEY must not begin or/u),
    ]);
  });

  it('is only for secrets', () => {
    expect(read({ COUNT_FILE: fileWith('7') })).toEqual({ values: { KEY: null, COUNT: 1 }, problems: [] });
  });
});

describe('a value with remains of an env file', () => {
  it.each(['"key"', "'key'", '""'])('in quotes: %s', (value) => {
    expect(read({ KEY: value }).problems).toEqual([expect.stringMatching(/^KEY must not stand in quotes/u)]);
  });

  it.each(['key\n', 'key\r\n', '\nkey'])('with a line break at an end: %j', (value) => {
    expect(read({ KEY: value }).problems).toEqual([expect.stringMatching(/^KEY must not begin or end with/u)]);
  });
});
