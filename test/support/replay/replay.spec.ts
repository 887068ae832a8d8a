import { describe, expect, it } from 'vitest';
import type { ExamplePair, ExampleResponse, OperationExamples } from '@auth/openapi/example-pairs';
import type { Answer } from '../http/http-client';
import { differences, type Expectation } from './answer-comparison';
import { Substitution } from './substitution';
import { COMMON_KINDS } from './value-kinds';
import { malformations } from './well-formed';

const NOW = new Date('2026-08-07T12:00:00.000Z');
const PRINTED_UUID = 'a367d66b-c695-43fc-bccd-f7964059d45c';
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const TEXT = 'text/plain';

function token(header: object, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };
const PRINTED_TOKEN = token(HEADER, { id: 2, rol: 1, iat: 1634004472, exp: 1634005072 });
const IAT = NOW.getTime() / 1000;
const CLAIMS = { id: 7, rol: 1, iat: IAT, exp: IAT + 600, jti: UUID };

const PRINTED_BODY = {
  result: {
    id: 2,
    uuid: PRINTED_UUID,
    code: '3623',
    email: 'user@user.com',
    token: PRINTED_TOKEN,
    at: '2021-10-12T04:58:34.000Z',
    rol: { id: 1, description: 'USER' },
  },
};
const RIGHT_BODY = {
  result: {
    id: 7,
    uuid: UUID,
    code: '0471',
    email: 'ana@example.com',
    token: token(HEADER, CLAIMS),
    at: '2026-08-07T11:59:59.123Z',
    rol: { id: 1, description: 'USER' },
  },
};
const RESPONSE: ExampleResponse = {
  status: 200,
  mediaType: 'application/json',
  headers: { link: '</users?limit=1&cursor=1.AAAAAAAAAAAA>; rel="next"', vary: 'Accept' },
  body: PRINTED_BODY,
};
const EXPECTATION: Expectation = {
  response: RESPONSE,
  volatile: {
    'result.id': 'id',
    'result.uuid': 'uuid',
    'result.code': 'code',
    'result.token': 'token',
    'result.at': 'date',
    'header:link': 'next-page',
  },
};
const HEADERS = { link: '</users?limit=1&cursor=9.-_aAbBcC1234>; rel="next"', vary: 'Accept' };
const SUBSTITUTION = new Substitution({ replace: { 'user@user.com': 'ana@example.com' }, ids: { 2: 7, 1: 6 } });
const CONTEXT = { substitution: SUBSTITUTION, codeDigits: 4, now: NOW };

function compare(changes: Partial<Answer>, expectation = EXPECTATION): string[] {
  const json = changes.json ?? RIGHT_BODY;
  const headers = new Headers(HEADERS);
  const answer = { status: 200, mediaType: 'application/json', headers, json, text: JSON.stringify(json), ...changes };
  return differences(expectation, answer, CONTEXT, COMMON_KINDS);
}

function withResult(changes: object): Partial<Answer> {
  return { json: { result: { ...RIGHT_BODY.result, ...changes } } };
}

describe('the comparison of an answer with the documented one', () => {
  it('accepts the documented one', () => {
    expect(compare({})).toEqual([]);
  });

  it.each<[string, Partial<Answer>]>([
    ['another status', { status: 201 }],
    ['another media type', { mediaType: 'application/problem+json' }],
    ['an additional key', withResult({ more: 1 })],
    ['a missing key', { json: { result: { ...RIGHT_BODY.result, rol: { id: 1 } } } }],
    ['keys in another order', { json: { result: Object.fromEntries(Object.entries(RIGHT_BODY.result).reverse()) } }],
    ['keys further down in another order', withResult({ rol: { description: 'USER', id: 1 } })],
    ['a number instead of text', withResult({ code: 471 })],
    ['a code of another length', withResult({ code: '047111' })],
    ['an e-mail that is not the one of the state', withResult({ email: 'user@user.com' })],
    ['an id that is not the one of the state', withResult({ id: 8 })],
    ['an id as text', withResult({ id: '7' })],
    ['the role of another id', withResult({ rol: { id: 6, description: 'USER' } })],
    ['the printed UUID itself', withResult({ uuid: PRINTED_UUID })],
    ['a UUID of another version', withResult({ uuid: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' })],
    ['no UUID', withResult({ uuid: null })],
    ['a date without milliseconds', withResult({ at: '2026-08-07T11:59:59Z' })],
    ['an impossible date', withResult({ at: '2026-02-30T11:59:59.000Z' })],
    ['a date in the future', withResult({ at: '2026-08-07T13:00:00.000Z' })],
    ['the printed token itself', withResult({ token: PRINTED_TOKEN })],
    ['a token with another header', withResult({ token: token({ typ: 'JWT', alg: 'HS256' }, CLAIMS) })],
    ['a token without jti', withResult({ token: token(HEADER, { ...CLAIMS, jti: undefined }) })],
    ['a token with an additional claim', withResult({ token: token(HEADER, { ...CLAIMS, email: 'a@b.c' }) })],
    [
      'a token with jti in front',
      withResult({ token: token(HEADER, Object.fromEntries(Object.entries(CLAIMS).reverse())) }),
    ],
    ['a token with another lifetime', withResult({ token: token(HEADER, { ...CLAIMS, exp: IAT + 601 }) })],
    ['an old token', withResult({ token: token(HEADER, { ...CLAIMS, iat: IAT - 600, exp: IAT }) })],
    ['a token of another user', withResult({ token: token(HEADER, { ...CLAIMS, id: 8 }) })],
    ['a token of another role', withResult({ token: token(HEADER, { ...CLAIMS, rol: 5 }) })],
    ['no body', { json: null, text: '' }],
    ['a list', { json: [] }],
    ['no link', { headers: new Headers({ vary: 'Accept' }) }],
    [
      'a link to somewhere else',
      { headers: new Headers({ ...HEADERS, link: '</owner?limit=1&cursor=9.-_aAbBcC1234>; rel="next"' }) },
    ],
    ['a link without a cursor', { headers: new Headers({ ...HEADERS, link: '</users?limit=1>; rel="next"' }) }],
    ['another header', { headers: new Headers({ ...HEADERS, vary: 'Cookie' }) }],
  ])('refuses %s', (_, changes) => {
    expect(compare(changes)).not.toEqual([]);
  });

  it('refuses a volatile value that the document does not print, and an unknown kind', () => {
    const with_ = (volatile: Record<string, string>) => ({
      response: RESPONSE,
      volatile: { ...EXPECTATION.volatile, ...volatile },
    });
    expect(compare({}, with_({ 'result.secret': 'secret' }))).not.toEqual([]);
    expect(compare({}, with_({ 'header:etag': 'uuid' }))).not.toEqual([]);
    expect(() => compare({}, with_({ 'result.id': 'anything' }))).toThrow('anything');
  });

  it('checks the elements that an excerpt leaves out', () => {
    const response = { status: 200, mediaType: TEXT, body: { result: [{ id: 1, name: 'A' }] }, excerpt: { result: 3 } };
    const list = (...rest: object[]) =>
      compare({ mediaType: TEXT, json: { result: [{ id: 1, name: 'A' }, ...rest] } }, { response });
    expect(list({ id: 2, name: 'B' }, { id: 3, name: 'C' })).toEqual([]);
    expect(list({ id: 2, name: 'B' })).not.toEqual([]);
    expect(list({ id: 2, name: 'B' }, { name: 'C', id: 3 })).not.toEqual([]);
    expect(list({ id: 2, name: 'B' }, { id: '3', name: 'C' })).not.toEqual([]);
    expect(list({ id: 2, name: 'B' }, 3 as never)).not.toEqual([]);
  });
});

describe('the substitution of printed values', () => {
  const substitution = new Substitution({
    replace: { [PRINTED_UUID]: UUID, secret: 's3cr3t', 'user@user.com': 'ana@example.com' },
    ids: { 2: 7 },
  });

  it.each([
    [`/users/uuid/${PRINTED_UUID}/sessions`, `/users/uuid/${UUID}/sessions`],
    [`/users/id/2/?owner=${PRINTED_UUID}&limit=2`, `/users/id/7/?owner=${UUID}&limit=2`],
    ['/users?email=user%40user.com', '/users?email=ana%40example.com'],
    [`/x${PRINTED_UUID}/22`, `/x${PRINTED_UUID}/22`],
  ])('turns %s into %s', (printed, real) => {
    expect(substitution.path(printed)).toBe(real);
  });

  it('reaches into credentials, and into bodies at every depth', () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(substitution.header('Authorization', basic(`${PRINTED_UUID}:secret`))).toBe(basic(`${UUID}:s3cr3t`));
    expect(substitution.header('authorization', 'Bearer secret')).toBe('Bearer s3cr3t');
    expect(substitution.header('country-code', 'AR')).toBe('AR');
    expect(substitution.body({ secret: ['secret', { a: 'a secret', b: 2 }] })).toEqual({
      secret: ['s3cr3t', { a: 'a secret', b: 2 }],
    });
  });
});

describe('a file of examples', () => {
  const pair: ExamplePair = {
    name: 'printed',
    summary: 'as printed',
    printed: true,
    given: 'a user',
    request: { method: 'GET', path: '/users', headers: {} },
    ...EXPECTATION,
  };
  const problems = (changes: object, ...more: object[]) => {
    const examples = {
      operation: 'listUsers',
      pairs: [{ ...pair, ...changes }, ...more],
    } as unknown as OperationExamples;
    return malformations(examples, COMMON_KINDS, ['a user']);
  };

  it('is well formed', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    ['a misspelt key', { volatil: {} }],
    ['a misspelt key of a request', { request: { ...pair.request, header: {} } }],
    ['a misspelt key of an answer', { response: { ...RESPONSE, header: {} } }],
    ['an unknown state', { given: 'a ghost' }],
    ['a name in capitals', { name: 'Printed' }],
    ['a method in small letters', { request: { ...pair.request, method: 'get' } }],
    ['a path without a slash', { request: { ...pair.request, path: 'users' } }],
    ['a text without a media type', { request: { ...pair.request, text: '{' } }],
    ['an answer without a body', { response: { ...RESPONSE, body: undefined } }],
    ['a value of another kind', { volatile: { 'result.email': 'uuid' } }],
    ['a volatile value that is not there', { volatile: { 'result.nothing': 'uuid' } }],
    ['a hardened answer that is the same', { hardened: { response: RESPONSE } }],
    ['a hardened answer of a misspelt key', { hardened: { response: { ...RESPONSE, status: 401 }, kinds: {} } }],
  ])('must not have %s', (_, changes) => {
    expect(problems(changes)).not.toEqual([]);
  });

  it('must not have two pairs of one name', () => {
    expect(problems({}, pair)).not.toEqual([]);
  });
});
