import { describe, expect, it } from 'vitest';
import { lookUpCodec, UTF_8 } from './codecs';
import { PythonValueError } from './python-values';

describe('UTF-8 as Python reads it from a stream', () => {
  it.each([
    ['61ff', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"],
    ['80', "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte"],
    ['c0af', "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"],
    ['f5808080', "'utf-8' codec can't decode byte 0xf5 in position 0: invalid start byte"],
    ['c322', "'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte"],
    ['e28222', "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"],
    ['f09f9822', "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte"],
    ['e08080', "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"],
    ['eda080', "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"],
    ['f4908080', "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"],
  ])('reports the error in %s', (hex, message) => {
    expect(() => UTF_8.read(Buffer.from(hex, 'hex'))).toThrow(new PythonValueError(message));
  });

  it.each(['c3', 'e2', 'e282', 'f0', 'f09f', 'f09f98', 'eda0'])('drops %s when it is cut off at the end', (hex) => {
    expect(UTF_8.read(Buffer.from(`61${hex}`, 'hex'))).toBe('a');
  });

  it('keeps valid text, including a byte order mark', () => {
    const text = '\ufeffa\u0000é日😀\uffff';
    expect(UTF_8.read(Buffer.from(text))).toBe(text);
  });
});

describe('a named encoding', () => {
  it.each(['utf-8', 'UTF8', 'U8', 'utf_8'])('is UTF-8 as %s', (name) => {
    expect(lookUpCodec(name)).toBe(UTF_8);
  });

  it.each([
    ['latin-1', 'e9ff80', 'éÿ\u0080'],
    ['ISO-8859-1', 'e9', 'é'],
    ['us-ascii', '61', 'a'],
    ['utf-8-sig', 'efbbbf61', 'a'],
    ['utf-16', 'fffe6100', 'a'],
    ['utf-16', 'feff0061', 'a'],
    ['utf-16-le', '6100', 'a'],
    ['utf-16be', '0061', 'a'],
    ['windows-1252', '80', '€'],
    ['koi8-r', 'c1', 'а'],
  ])('%s reads %s', (name, hex, text) => {
    expect(lookUpCodec(name)?.read(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it.each([
    ['ascii', '61c3', "'ascii' codec can't decode byte 0xc3 in position 1: ordinal not in range(128)"],
    ['utf-16', '6100', 'UTF-16 stream does not start with BOM'],
  ])('%s refuses %s with the message of Python', (name, hex, message) => {
    expect(() => lookUpCodec(name)?.read(Buffer.from(hex, 'hex'))).toThrow(new PythonValueError(message));
  });

  it.each(['', 'klingon', '../utf-8', 'utf-8\0'])('is unknown as %j', (name) => {
    expect(lookUpCodec(name)).toBeNull();
  });
});
