import { describe, expect, it } from 'vitest';
import { EdgeError } from '../../errors/failure';
import { readMultipartFields } from './multipart-fields';
import { isTextual } from '../textual-input';

const TYPE = 'multipart/form-data; boundary=B';

function part(disposition: string, value: string): string {
  return `--B\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
}

function read(body: string | Buffer, type = TYPE): Promise<Record<string, string>> {
  return readMultipartFields(type, Buffer.from(body as string));
}

describe('the fields of a multipart body', () => {
  it('are text by their names, the last one of a name', async () => {
    const body = `${part('name="a"', '1')}${part('name="b"', ' é\r\n\r\n')}${part('name=a', '2')}--B--\r\n`;
    const fields = await read(body);
    expect(fields).toEqual({ a: '2', b: ' é\r\n\r\n' });
    expect(isTextual(fields)).toBe(true);
  });

  it('do not include files, chosen or not', async () => {
    const body = `${part('name="a"; filename="x.png"', 'x')}${part('name="b"', '1')}--B--`;
    expect(await read(body)).toEqual({ b: '1' });
    expect(await read(`${part('name="a"; filename="/"', 'x')}--B--`)).toEqual({});
  });

  it.each([
    ['no part', 'garbage'],
    ['a part without headers', '--B\r\n\r\nx\r\n--B--'],
    ['a part without a name', `${part('x=y', '1')}--B--`],
    ['a part of another boundary', part('name="a"', '1').replace('--B', '--C')],
    [
      'a part with endless headers',
      `--B\r\nX: ${'y'.repeat(2000)}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--`,
    ],
  ])('are none in %s', async (_what, body) => {
    expect(await read(body)).toEqual({});
  });

  it('may be called what every object has', async () => {
    const fields = await read(`${part('name="__proto__"', '1')}${part('name="toString"', '2')}--B--`);
    expect(Object.entries(fields)).toEqual([
      ['__proto__', '1'],
      ['toString', '2'],
    ]);
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'B'.repeat(300)}`,
  ])('cannot be found with %s', async (type) => {
    await expect(read(`${part('name="a"', '1')}--B--`, type)).rejects.toThrow(new EdgeError('malformed_request'));
  });

  it('must be UTF-8, and not without end', async () => {
    const bytes = Buffer.concat([Buffer.from(part('name="a"', '')), Buffer.from([0xff]), Buffer.from('\r\n--B--')]);
    await expect(read(bytes)).rejects.toThrow(new EdgeError('malformed_request'));
    await expect(read(part('name="a"', '1').repeat(101))).rejects.toThrow(new EdgeError('malformed_request'));
  });

  it('are found in time in a body of boundaries', async () => {
    const begun = process.cpuUsage();
    expect(await read('--B'.repeat(300_000))).toEqual({});
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
  });
});
