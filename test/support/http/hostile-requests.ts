import type { OpenAPIObject } from '@nestjs/swagger';

/** A request that nobody in good faith would send. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** A part of a JSON document. */
type Json = Record<string, unknown>;

/** What a generator starts from: one documented operation. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly fields: readonly string[];
}

/** Pseudo-random numbers from a seed (mulberry32), so that a failure can be repeated. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** One of several. */
  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }
}

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e',
  'ﬀ＠example.com',
  'K@example.com',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'a@b.example,c@d.example',
  'user@user.com\r\nBcc: x@y.example',
  '9'.repeat(400),
  'x'.repeat(5000),
  '💥'.repeat(300),
  'eyJhbGciOiJub25lIn0.e30.',
  'null',
  'NaN',
  '-1',
  '1e999',
];

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { $ne: null },
  { toString: 'x' },
  { length: 1e9 },
  ['a@b.example'],
  ...TEXTS,
];

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'id',
  'ownerId',
  '',
  'a.b',
  'a[0]',
  'active',
  'verifiedAt',
];

const MEDIA_TYPES = [
  'application/json',
  'application/json',
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'x',
  '',
];

const SEGMENTS = [
  '%00',
  '%ff',
  '%zz',
  '%',
  '..%2f..',
  "'",
  '%F0%9F%92%A5',
  '0',
  '-1',
  '99999999999999999999',
  '00000000-0000-0000-0000-000000000000',
  'a'.repeat(300),
  '%20',
  '*',
  ';a=b',
];

const AUTHORIZATIONS = [
  'Basic',
  'Basic !!!',
  'Basic Og==',
  'Basic bm90YXV1aWQ6eA==',
  'Bearer',
  'Bearer x',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Digest x',
  `Bearer ${'a'.repeat(9000)}`,
  ' ',
  'Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2Rldi9udWxsIn0.eyJqdGkiOm51bGx9.AAAA',
];

/** The operations of an OpenAPI document. */
export function targetsOf(document: OpenAPIObject): readonly Target[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'put', 'post', 'delete', 'patch'] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = (operation.parameters ?? []) as { readonly in?: string; readonly name?: string }[];
      const query = parameters.filter((each) => each.in === 'query').map((each) => each.name ?? '');
      return [
        {
          method: method.toUpperCase(),
          path,
          query,
          fields: fieldsOf(operation.requestBody as Json | undefined, document),
        },
      ];
    }),
  );
}

function fieldsOf(body: Json | undefined, document: OpenAPIObject): readonly string[] {
  const content = Object.values((body?.['content'] ?? {}) as Record<string, { readonly schema?: Json }>);
  const schema = content[0]?.schema ?? {};
  const name = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : '';
  const resolved = (document.components?.schemas?.[name] ?? schema) as Json;
  return Object.keys(resolved['properties'] ?? {});
}

/** Makes the next request against one of the targets. */
export function hostileRequest(dice: Dice, targets: readonly Target[]): HostileRequest {
  const target = dice.pick(targets);
  const method =
    dice.roll(12) === 0 ? dice.pick(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) : target.method;
  const path = target.path.replaceAll(/\{[^}]+\}/gu, () => dice.pick(SEGMENTS)) + hostileQuery(dice, target.query);
  const mediaType = dice.pick(MEDIA_TYPES);
  const headers: Record<string, string> = {
    ...(mediaType === '' ? {} : { 'content-type': mediaType }),
    ...hostileHeaders(dice),
  };
  const hasBody = method !== 'GET' && method !== 'HEAD' && dice.roll(10) > 0;
  return { method, path, headers, body: hasBody ? hostileBody(dice, mediaType, target.fields) : null };
}

function hostileQuery(dice: Dice, names: readonly string[]): string {
  const pairs = [...names, ...(dice.roll(4) === 0 ? [dice.pick(NAMES)] : [])].filter(() => dice.roll(5) > 0);
  const query = pairs
    .map((name) => `${encodeURIComponent(name)}=${dice.pick([...SEGMENTS, ...TEXTS.map(encodeSafely)])}`)
    .join('&');
  return query === '' ? '' : `?${query}`;
}

function hostileHeaders(dice: Dice): Record<string, string> {
  const headers: Record<string, string> = {};
  if (dice.roll(3) === 0) headers['authorization'] = dice.pick(AUTHORIZATIONS);
  if (dice.roll(3) === 0)
    headers['country-code'] = dice.pick(['', 'ZZ', 'ar', 'AR, US', "A'", '__proto__', 'x'.repeat(500)]);
  if (dice.roll(4) === 0)
    headers['accept'] = dice.pick(['text/html', '*/*;q=0', 'application/xml', ';;;', 'x'.repeat(3000)]);
  if (dice.roll(5) === 0)
    headers['x-forwarded-for'] = dice.pick(['::1', '1.2.3.4, 5.6.7.8', 'x', '1.1.1.1,'.repeat(200)]);
  if (dice.roll(6) === 0)
    headers[dice.pick(['key', 'x-api-key', 'user-access-token'])] = dice.pick(['', 'x', 'a'.repeat(40), "' OR 1=1"]);
  return headers;
}

function hostileBody(dice: Dice, mediaType: string, fields: readonly string[]): string | Uint8Array<ArrayBuffer> {
  if (dice.roll(12) === 0) return Uint8Array.from({ length: 200 }, () => dice.roll(256));
  if (mediaType.startsWith('application/x-www-form')) {
    return [...fields, ...fields, dice.pick(NAMES)]
      .filter(() => dice.roll(4) > 0)
      .map((name) => `${name}=${dice.pick([...SEGMENTS, ...TEXTS.map(encodeSafely)])}`)
      .join('&');
  }
  if (mediaType.startsWith('multipart')) {
    return `${fields.map((name) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${dice.pick(TEXTS)}\r\n`).join('')}${dice.pick(['--x--\r\n', '', '--x'])}`;
  }
  return hostileJson(dice, fields);
}

function hostileJson(dice: Dice, fields: readonly string[]): string {
  switch (dice.roll(8)) {
    case 0:
      return JSON.stringify(dice.pick(VALUES));
    case 1:
      return `${'['.repeat(5000)}${']'.repeat(5000)}`;
    case 2:
      return `{"a":`.repeat(60) + '1' + '}'.repeat(60);
    case 3:
      return dice.pick([
        '{',
        '{"email":',
        '{"email":"a",}',
        "{'a':1}",
        '﻿{}',
        '{} x',
        '{"a":01}',
        '{"\\ud800":1}',
        '{"a":"\\x"}',
        '{"a":NaN}',
      ]);
    default: {
      const pairs = [
        ...fields,
        ...(dice.roll(3) === 0 ? [dice.pick(fields.length > 0 ? fields : NAMES), dice.pick(NAMES)] : []),
      ];
      return `{${pairs.map((name) => `${JSON.stringify(name)}:${JSON.stringify(dice.pick(VALUES))}`).join(',')}}`;
    }
  }
}

function encodeSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
