import { describe, expect, it } from 'vitest';
import { failureOf } from '@test/support/dialects/simplejwt/failure-of';
import { UploadedFile } from '../python/python-values';
import { readRequestData } from './request-data';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=B';

function entries(contentType: string, body: string | Buffer): unknown {
  const data = readRequestData(contentType, Buffer.from(body as string));
  if (!(data instanceof Map)) throw new Error('It is no dictionary');
  return [...(data as ReadonlyMap<string, unknown>)];
}

function refused(contentType: string | undefined, body: string): unknown {
  const { code, detail } = failureOf(() => readRequestData(contentType, Buffer.from(body)));
  return [code, detail];
}

describe('the type of a body', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json;',
    'application/json; charset=x',
    '*/*',
    '*/json',
  ])('is JSON as %s', (type) => {
    expect(entries(type, '{"a":"b"}')).toEqual([['a', 'b']]);
  });

  it.each([
    '',
    'json',
    'text/json',
    'application/json, text/html',
    'application/vnd.api+json',
    'multipart/mixed',
    '"application/json"',
  ])('is unsupported as %j', (type) => {
    expect(refused(type, '{}')).toEqual(['unsupported_media_type', `Unsupported media type "${type}" in request.`]);
  });

  it('is empty if the request has none', () => {
    expect(refused(undefined, '{}')).toEqual(['unsupported_media_type', 'Unsupported media type "" in request.']);
  });

  it('names the encoding, unless Python does not know it', () => {
    expect(entries('application/json; charset=latin-1', Buffer.from('{"a":"é"}', 'latin1'))).toEqual([['a', 'é']]);
    expect(entries('application/json; charset="klingon"', '{"a":"é"}')).toEqual([['a', 'é']]);
    expect(entries(`${FORM}; charset=latin-1`, 'a=%e9')).toEqual([['a', 'é']]);
  });

  it('names what could not be read', () => {
    expect(refused('application/json', '{')).toEqual([
      'malformed_request',
      'JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
    ]);
  });
});

describe('a form', () => {
  it.each([
    [
      'a=1&b=2&a=3',
      [
        ['a', '3'],
        ['b', '2'],
      ],
    ],
    [
      '&&a&b==c&',
      [
        ['a', ''],
        ['b', '=c'],
      ],
    ],
    ['+a=%20b+c', [[' a', ' b c']]],
    ['a=%zz%4&%61=100%', [['a', '100%']]],
    ['a=%ff%C3%A9%c3', [['a', '\ufffdé\ufffd']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    ['__proto__=1', [['__proto__', '1']]],
    ['', []],
  ])('%s', (body, fields) => {
    expect(entries(FORM, body)).toEqual(fields);
  });

  it('with more fields than Django takes is refused', () => {
    expect(refused(FORM, 'a&'.repeat(1000))).toEqual(['malformed_request', null]);
  });
});

describe('a multipart body', () => {
  const part = (head: string, value: string) => `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;

  it('uses the last of repeated fields, and prefers a file to a field', () => {
    const body = `${part('name="a"; filename="x"', 'y')}${part('name=a', '1')}${part('name="b"', '1')}${part('name="b"', '2')}--B--`;
    expect(entries(MULTIPART, body)).toEqual([
      ['a', new UploadedFile('x')],
      ['b', '2'],
    ]);
  });

  it('replaces invalid text', () => {
    const body = Buffer.concat([Buffer.from(part('name="a"', '')), Buffer.from([0xff]), Buffer.from('\r\n--B--')]);
    expect(entries(MULTIPART, body)).toEqual([['a', '\r\n\ufffd']]);
  });

  it.each([
    ['multipart/form-data', 'None'],
    ['multipart/form-data; boundary=', ''],
    ['multipart/form-data; boundary="B "', 'B '],
    [`multipart/form-data; boundary=${'B'.repeat(202)}`, 'B'.repeat(202)],
  ])('needs a boundary, which %s does not have', (type, shown) => {
    expect(refused(type, 'x')).toEqual([
      'malformed_request',
      `Multipart form parse error - Invalid boundary in multipart: ${shown}`,
    ]);
  });

  it.each([
    ['Multipart/form-data; boundary=B', 'Invalid Content-Type: Multipart/form-data; boundary=B'],
    ['multipart/form-data; boundary=é', 'Invalid non-ASCII Content-Type in multipart: multipart/form-data; boundary=é'],
  ])('is refused as %s', (type, message) => {
    expect(refused(type, 'x')).toEqual(['malformed_request', `Multipart form parse error - ${message}`]);
  });

  it('with a file in a wrong transfer encoding is refused', () => {
    const body = part('name="a"; filename="x"\r\nContent-Transfer-Encoding: base64', 'a');
    expect(refused(MULTIPART, `${body}--B--`)).toEqual([
      'malformed_request',
      'Multipart form parse error - Could not decode base64 data.',
    ]);
  });
});
