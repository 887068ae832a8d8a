import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FILE_FORMATS, type FormatName, renamed } from './file-format';
import type { FoundRow } from './found-row';
import { openFile } from './open-file';

/** Reads bytes as `import` does, in pieces of an odd size, so that characters and rows are split anywhere. */
async function rows(name: FormatName, content: string | Buffer): Promise<FoundRow[]> {
  const bytes = Buffer.from(content);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) => bytes.subarray(n * 7, n * 7 + 7));
  const { texts } = await openFile('-', Readable.from(pieces));
  const found: FoundRow[] = [];
  for await (const piece of FILE_FORMATS[name].read(texts)) {
    for (const row of piece) {
      const named = renamed(row, FILE_FORMATS[name]);
      if (named !== null) found.push(named);
    }
  }
  return found;
}

/** Line and fields, without those that are absent; or line and reason. */
async function read(name: FormatName, content: string | Buffer): Promise<unknown[]> {
  return (await rows(name, content)).map((row) =>
    'reason' in row
      ? [row.line, row.reason]
      : [row.line, Object.fromEntries(Object.entries(row.columns).filter(([, value]) => (value ?? null) !== null))],
  );
}

describe('rows of a file', () => {
  it('of NDJSON keep their line numbers beside bad and empty ones', async () => {
    const lines = ['{"email":"á@x.example"}', '{broken', '', '[1]', '  {"username":"u"}\r', '"text"'];
    expect(await read('ndjson', lines.join('\n'))).toEqual([
      [1, { email: 'á@x.example' }],
      [2, 'the row is not JSON'],
      [4, 'the row is not an object'],
      [5, { username: 'u' }],
      [6, 'the row is not an object'],
    ]);
  });

  it('of CSV may hold quotes, commas and line breaks, and NULL in quotes is a text', async () => {
    const csv =
      '\uFEFFexternalId,email,name,phone\r\n1,a@x.example,"A ""b"", c\nd",NULL\r\n2,,"NULL",\\N\r\n3,short\r\n';
    const found = await read('csv', csv);
    expect(found.map((row) => (row as unknown[])[1])).toEqual([
      { externalId: '1', email: 'a@x.example', name: 'A "b", c\nd' },
      { externalId: '2', name: 'NULL' },
      'the row has 2 columns and the heading 4',
    ]);
  });

  it('of dumpdata are users alone, with whatever else their model holds', async () => {
    const user = { username: 'dora', email: 'd@x.example', password: '!', is_active: false, groups: [1, 2] };
    const dump = [
      { model: 'auth.permission', pk: 1, fields: { name: 'Can "add" {x}', codename: 'a' } },
      { model: 'auth.group', pk: 1, fields: { name: 'g', permissions: [1] } },
      { model: 'auth.user', pk: 7, fields: { ...user, user_permissions: [[1, '}']], first_name: '{\\"' } },
    ];
    const columns = { externalId: 7, email: 'd@x.example', username: 'dora', passwordHash: '!', disabled: true };
    const found = await read('django', JSON.stringify(dump, null, 1));
    expect(found).toEqual([[expect.any(Number), { ...columns, name: '{\\"' }]]);
    const [cut] = await read('django', JSON.stringify(dump).slice(0, -10));
    expect(cut).toEqual([1, 'the file ends within the row']);
  });

  it('of Laravel have an unverified e-mail where the date is NULL', async () => {
    const csv =
      'id,name,email,email_verified_at,password,created_at\n1,N,a@x.example,NULL,h,NULL\n2,N,b@x.example,2020-01-02 03:04:05,h,\n';
    const columns = { name: 'N', passwordHash: 'h' };
    expect((await read('laravel', csv)).map((row) => (row as unknown[])[1])).toEqual([
      { ...columns, externalId: '1', email: 'a@x.example', emailVerified: false },
      { ...columns, externalId: '2', email: 'b@x.example', emailVerified: '2020-01-02 03:04:05' },
    ]);
  });

  it('come through gzip; UTF-16 is refused with what to do', async () => {
    expect(await read('ndjson', gzipSync('{"username":"u"}\n'))).toEqual([[1, { username: 'u' }]]);
    const utf16 = Buffer.from('\uFEFF{"username":"u"}', 'utf16le');
    await expect(rows('ndjson', utf16)).rejects.toThrow('The file is UTF-16. Convert it first: iconv');
    await expect(rows('ndjson', utf16.swap16())).rejects.toMatchObject({ code: 'not_utf8' });
  });
});
