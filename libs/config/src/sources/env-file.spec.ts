import { describe, expect, it } from 'vitest';
import { readEnvFile } from './env-file';
import { SettingsError } from '../settings.errors';

const read = (content: string | Buffer) => readEnvFile(Buffer.from(content as string), '.env');

function problemsOf(content: string | Buffer): readonly string[] {
  try {
    read(content);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('a .env file is read', () => {
  it.each([
    ['unquoted', 'PORT=9010', { PORT: '9010' }],
    ['with blanks around name and value', ' PORT = 9010  ', { PORT: '9010' }],
    ['with export', 'export PORT=9010', { PORT: '9010' }],
    ['with CRLF', 'PORT=9010\r\nHOST=::1\r\n', { PORT: '9010', HOST: '::1' }],
    ['with a # between single quotes', "KEY='3v#k(9m!q'", { KEY: '3v#k(9m!q' }],
    ['with a # between double quotes', 'KEY="3v#k(9m!q" # the key', { KEY: '3v#k(9m!q' }],
    ['with a # between backticks', 'KEY=`3v#"\'`', { KEY: '3v#"\'' }],
    ['over several lines', 'KEY="a\nb"\nPORT=1', { KEY: 'a\nb', PORT: '1' }],
    ['with \\n between double quotes', String.raw`KEY="a\nb"`, { KEY: 'a\nb' }],
    ['with \\n unquoted, as it stands', String.raw`KEY=a\nb`, { KEY: String.raw`a\nb` }],
    ['empty', 'KEY=', { KEY: '' }],
    ['between comments', '# A\n\n  # B=1\nKEY=x\n', { KEY: 'x' }],
    ['after a UTF-8 byte order mark', '\uFEFFNODE_ENV=production\n', { NODE_ENV: 'production' }],
    ['with other scripts', 'NAME=王小明', { NAME: '王小明' }],
  ])('%s', (_how, content, expected) => {
    expect(read(content)).toEqual(expected);
  });
});

describe('a .env file is refused, by the number of the line and without its content', () => {
  it.each([
    ['a # in an unquoted value', 'PORT=1\nKEY=3v#k(9m!q', 2],
    ['a comment behind an unquoted value', 'PORT=9010 # the port', 1],
    ['an unquoted value that begins with #', 'KEY=#abc', 1],
    ['a line that is no assignment', 'PORT=1\n\nnonsense', 3],
    ['a name that is none', 'MY-KEY=secret', 1],
    ['a byte order mark in the middle', 'PORT=1\n\uFEFFNODE_ENV=production', 2],
    ['text behind the closing quote', String.raw`KEY="a\"secret"`, 1],
    ['a quote that is never closed', 'PORT=1\nKEY="secret\nHOST=::1', 2],
    ['a name set twice', 'KEY=a\nPORT=1\nKEY=b', 3],
    ['a lone carriage return', 'A=1\rNODE_ENV=production', 1],
  ])('%s', (_what, content, line) => {
    const problems = problemsOf(content);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^\\.env line ${line} must `, 'u'));
    expect(problems[0]).not.toMatch(/secret|3v|abc|nonsense/u);
  });

  it('names every such line at once', () => {
    expect(problemsOf('A=#\nB=1\nC=x # y')).toEqual([
      expect.stringContaining('line 1 '),
      expect.stringContaining('line 3 '),
    ]);
  });

  it.each([
    ['UTF-16 LE with a mark', Buffer.from('\uFEFFNODE_ENV=production\n', 'utf16le')],
    ['UTF-16 LE without a mark', Buffer.from('NODE_ENV=production\n', 'utf16le')],
    ['UTF-16 BE', Buffer.from('\uFEFFNODE_ENV=production\n', 'utf16le').swap16()],
  ])('%s', (_what, content) => {
    expect(problemsOf(content)).toEqual([expect.stringContaining('UTF-16')]);
  });

  it('Latin-1, by the line of the first such byte', () => {
    expect(problemsOf(Buffer.from('PORT=1\nNAME=Jos\xe9\n', 'latin1'))).toEqual(['.env line 2 must be UTF-8']);
  });
});
