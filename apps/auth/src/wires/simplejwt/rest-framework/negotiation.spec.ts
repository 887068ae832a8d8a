import { describe, expect, it } from 'vitest';
import { negotiate } from './negotiation';

function accept(value: string | undefined, query = ''): unknown {
  return negotiate({ url: `/api/token/${query}`, headers: value === undefined ? {} : { accept: value } });
}

describe('negotiation', () => {
  it.each([
    undefined,
    '*/*',
    'application/json',
    'APPLICATION/JSON',
    'application/*',
    '*/json',
    'application/json;q=0',
    'image/png, */*;q=0.1',
    'application/json; version=1',
    'text/html',
    'application/json; indent=0',
    'application/json; indent=-3',
    'application/json; indent=x',
  ])('answers %s with compact JSON', (value) => {
    expect(accept(value)).toEqual({ indent: null });
  });

  it.each([
    ['application/json; indent=4', 4],
    ['application/json;indent="2"', 2],
    ['*/*; indent=3', 3],
    ['application/json; indent=99', 8],
    ['text/html, application/json; indent=2', 2],
    ['application/json; indent=1, */*; indent=2', 1],
  ])('answers %s with an indentation of %d', (value, indent) => {
    expect(accept(value)).toEqual({ indent });
  });

  it.each([
    '',
    ',',
    'text/plain',
    'application/xml',
    'application/vnd.api+json',
    'image/*',
    'json',
    'application/json/x',
  ])('cannot answer %j', (value) => {
    expect(accept(value)).toEqual({ refused: 'not_acceptable' });
  });

  it.each([
    ['?format=json', { indent: null }],
    ['?format=api', { indent: null }],
    ['?format=', { indent: null }],
    ['?a=format', { indent: null }],
    ['?format=xml&format=json', { indent: null }],
    ['?%66ormat=js%6fn', { indent: null }],
    ['?format=json&format=xml', { refused: 'unknown_format' }],
    ['?format=JSON', { refused: 'unknown_format' }],
    ['?format=+json', { refused: 'unknown_format' }],
  ])('takes the format of %s', (query, negotiated) => {
    expect(accept(undefined, query)).toEqual(negotiated);
  });

  it('holds a format against what is accepted', () => {
    expect(accept('text/html', '?format=json')).toEqual({ refused: 'not_acceptable' });
    expect(accept('text/plain', '?format=xml')).toEqual({ refused: 'unknown_format' });
  });
});
