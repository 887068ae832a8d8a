import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPassword } from './read-password';
import { counted, fields, moment, table } from './text';

describe('texts of the terminal', () => {
  it('keep columns below each other, and spaces off the ends of lines', () => {
    const rows = [
      ['1', 'ana', ''],
      ['10', 'b', 'x'],
    ];
    expect(table(['id', 'name', 'note'], rows)).toEqual(['ID  NAME  NOTE', '1   ana', '10  b     x']);
  });

  it('let nobody move the cursor with a name', () => {
    expect(fields([['name', 'a\u{1B}[2Jb\u{202E}c\n']])).toEqual(['  name  a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}']);
  });

  it('count, and tell moments in UTC', () => {
    expect([counted(0, 'mail'), counted(1, 'mail'), counted(2, 'mail')]).toEqual(['0 mails', '1 mail', '2 mails']);
    expect([moment(null), moment(new Date('2026-02-03T04:05:06.789Z'))]).toEqual(['-', '2026-02-03T04:05:06Z']);
  });
});

describe('a password on standard input', () => {
  const read = (...chunks: (string | Buffer)[]) =>
    readPassword({
      env: {},
      stdin: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
    });

  it.each([
    ['word', 'word'],
    ['word\n', 'word'],
    ['word\r\n', 'word'],
    [' two words \n', ' two words '],
    ['word\n\n', 'word\n'],
  ])('is everything there is, less one line break: %j', async (input, password) => {
    await expect(read(input)).resolves.toBe(password);
  });

  it('survives being cut within a character', async () => {
    const bytes = Buffer.from('contraseña');
    await expect(read(bytes.subarray(0, 9), bytes.subarray(9))).resolves.toBe('contraseña');
  });

  it('is refused when there is none, or no end of it', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'no_password' });
    await expect(read('\n')).rejects.toMatchObject({ code: 'no_password' });
    await expect(read(...Array<string>(100).fill('x'.repeat(100)))).rejects.toMatchObject({
      code: 'password_too_long',
    });
  });
});
