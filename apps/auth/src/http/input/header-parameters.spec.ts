import { describe, expect, it } from 'vitest';
import { parseHeaderParameters } from './header-parameters';

describe('a header with parameters', () => {
  it.each([
    ['', '', {}],
    ['Text/HTML', 'text/html', {}],
    ['a/b; Charset=UTF-8', 'a/b', { charset: 'UTF-8' }],
    ['a/b ;x = 1 ; y=2;x=3', 'a/b', { x: '3', y: '2' }],
    ['a/b; x="1;2"; y="\\"q\\" \\\\"', 'a/b', { x: '1;2', y: '"q" \\' }],
    ['a/b; x="1; y=2', 'a/b', { x: '"1; y=2' }],
    ['a/b; x=; ; =1; z', 'a/b', { x: '', '': '1' }],
    ["form-data; name=a; filename*=UTF-8''na%C3%AFve", 'form-data', { name: 'a', filename: 'naïve' }],
    ["form-data; filename*=UTF-8''%zz; x*=plain", 'form-data', { filename: '%zz', x: 'plain' }],
  ])('%j', (text, value, parameters) => {
    const parsed = parseHeaderParameters(text);
    expect(parsed.value).toBe(value);
    expect(Object.fromEntries(parsed.parameters)).toEqual(parameters);
  });
});
