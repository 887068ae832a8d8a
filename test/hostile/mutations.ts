import type { Dice } from '../support/http/dice';
import { MEDIA_TYPES, NAMES, SEGMENTS, TEXTS, VALUES } from '../support/http/hostile-values';
import { pickLongText } from '../support/http/long-texts';
import type { LivePool } from './live-pool';
import { type Draft, RawJson, textOf } from './plausible-request';

/** Makes one part of a request invalid or unusual. */
export type Mutation = (draft: Draft, dice: Dice, pool: LivePool) => void;

const LONG = 60_000;
const METHODS = [
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PROPFIND',
  'post',
  'Get',
  'QUERY',
];

const oddText = (dice: Dice): string =>
  dice.roll(3) === 0 ? pickLongText(dice).make(dice.pick([200, 1100, LONG])) : dice.pick(TEXTS);
const oddValue = (dice: Dice): unknown => (dice.roll(2) === 0 ? dice.pick(VALUES) : oddText(dice));
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

/** Written without JSON.stringify, which fails on very deep values. */
function nested(depth: number, leaf: unknown): RawJson {
  const inner = JSON.stringify(textOf(leaf));
  const pairs = Math.ceil(depth / 2);
  return new RawJson(`${'[{"a":'.repeat(pairs)}${inner}${'}]'.repeat(pairs)}`);
}

function changeField(draft: Draft, dice: Dice, change: (value: unknown) => unknown): void {
  if (draft.fields.length === 0) return;
  const place = dice.roll(draft.fields.length);
  draft.fields = draft.fields.map((field, index) => (index === place ? [field[0], change(field[1])] : field));
}

/** Changes to the fields of a body. */
export const FIELD_MUTATIONS: readonly Mutation[] = [
  (draft, dice) => changeField(draft, dice, () => oddValue(dice)),
  (draft, dice) => changeField(draft, dice, () => oddText(dice)),
  (draft, dice) =>
    changeField(draft, dice, (value) =>
      dice.pick<unknown>([[value], [value, value], { a: value }, { toString: value }, textOf(value).split('')]),
    ),
  (draft, dice) => changeField(draft, dice, (value) => textOf(value) + dice.pick(TEXTS)),
  (draft, dice) => changeField(draft, dice, (value) => textOf(value).toUpperCase().normalize('NFD')),
  (draft, dice) => changeField(draft, dice, (value) => nested(dice.pick([3, 18, 60, 5000]), value)),
  (draft, dice) => {
    const gone = dice.roll(Math.max(draft.fields.length, 1));
    draft.fields = draft.fields.filter((_, place) => place !== gone);
  },
  (draft, dice) => {
    const again = draft.fields[dice.roll(Math.max(draft.fields.length, 1))];
    if (again !== undefined) draft.fields = [...draft.fields, [again[0], oddValue(dice)]];
  },
  (draft, dice) =>
    void (draft.fields = [
      ...draft.fields,
      [dice.pick(NAMES), dice.pick<unknown>([oddValue(dice), { isAdmin: true, ownerUuid: null }])],
    ]),
  (draft, dice) =>
    void (draft.fields = Array.from({ length: dice.pick([300, 3000]) }, (_, place) => [`f${place}`, 'x'])),
  (draft, dice) =>
    void (draft.fields = draft.fields.map(([, value], place) => [
      draft.fields.at(place - 1)?.[0] ?? dice.pick(NAMES),
      value,
    ])),
];

const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"',
  '{"email":',
  '{} x',
  '{"a":01}',
  '{"\\ud800":"\\udfff"}',
  '{"__proto__":{"a":1}}',
  '\ufeff{}',
  '\0',
];

/** Changes to the format, the declaration and the framing of a body. */
export const BODY_MUTATIONS: readonly Mutation[] = [
  (draft, dice) => void (draft.body = Buffer.from(dice.pick(BODIES))),
  (draft, dice) => void (draft.body = Buffer.from(Array.from({ length: 300 }, () => dice.roll(256)))),
  (draft, dice) =>
    void (draft.body = Buffer.from(
      JSON.stringify(Object.fromEntries(draft.fields)),
      dice.pick(['utf16le', 'latin1', 'base64']),
    )),
  (draft, dice) => void (draft.body = Buffer.from(dice.pick(['[', '{"a":', '{"a":[']).repeat(dice.pick([40, 12_000])))),
  (draft, dice) => void (draft.body = Buffer.alloc(dice.pick([66_000, 1_100_000]), 'x')),
  (draft, dice) => void draft.headers.push(['content-type', dice.pick(MEDIA_TYPES)]),
  (draft, dice) =>
    void draft.headers.push([
      'content-type',
      `application/json; charset=${dice.pick(['utf-7', 'utf-16', "'", 'x'.repeat(200), 'utf-8, utf-8'])}`,
    ]),
  (draft, dice) =>
    void draft.headers.push(['content-encoding', dice.pick(['gzip', 'br', 'deflate', 'identity', 'x', 'gzip, gzip'])]),
  (draft, dice) => void (draft.form = dice.pick(['json', 'urlencoded', 'multipart'])),
  (draft) => void (draft.framing = 'chunked'),
  (draft, dice) => {
    draft.framing = dice.pick(['bad-chunks', 'both', 'short', 'long']);
    draft.isBroken = true;
  },
];

const UUID = /^[0-9a-f]{8}-/u;
const ESCAPES = ['%2f', '%2e%2e', '%00', '%252f', '\\', '..', '.', '', '%c0%af', '%ff', ';x=1', '%20', '%0d%0a'];

/** Changes to the request line. */
export const TARGET_MUTATIONS: readonly Mutation[] = [
  (draft, dice) => {
    draft.segments = draft.segments.map((each) =>
      UUID.test(each) || /^\d+$/u.test(each)
        ? dice.pick([...SEGMENTS, each.toUpperCase(), ` ${each}`, bytes('é')]).replaceAll(' ', '+')
        : each,
    );
  },
  (draft, dice) => {
    draft.segments = draft.segments.toSpliced(1 + dice.roll(draft.segments.length), 0, dice.pick(ESCAPES));
    draft.isOperation = false;
  },
  (draft, dice) => {
    const place = dice.roll(draft.segments.length);
    draft.segments = draft.segments.map((each, index) => (index === place ? each.toUpperCase() : each));
    draft.isOperation = false;
  },
  (draft, dice) => {
    draft.method = dice.pick(METHODS);
    draft.isOperation = false;
  },
  (draft, dice) =>
    void draft.query.push([
      dice.pick([...NAMES, ...draft.query.map(([name]) => name), 'limit', 'cursor', 'owner']),
      oddText(dice),
    ]),
  (draft, dice) => {
    const first = draft.query[0]?.[0] ?? 'limit';
    draft.query.push([dice.pick([`${first}[]`, `${first}[a]`, `${first}.a`, first, '__proto__[a]']), dice.pick(TEXTS)]);
  },
  (draft, dice) => void (draft.query = draft.query.map(([name]) => [name, oddText(dice)])),
  (draft, dice) => {
    draft.segments = [dice.pick(['*', 'http://evil.example/users', '//evil.example', 'x'.repeat(9000), '/\u0000'])];
    draft.isOperation = false;
    draft.isBroken = true;
  },
];

const ODD_HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['host', ['evil.example', 'localhost:99999', '[::1', '', 'a b']],
  [
    'x-forwarded-for',
    ['::1', '1.2.3.4, 5.6.7.8', 'unknown', '1.1.1.1,'.repeat(200), '[::1]:80', '1.2.3.4:x', '_hidden'],
  ],
  ['x-forwarded-host', ['evil.example', 'a,b', bytes('ё')]],
  ['x-forwarded-proto', ['https', 'javascript', 'http,https']],
  ['x-forwarded-uri', ['//x', '/a%2fb', '/x?role=9']],
  ['forwarded', ['for=;', 'for="[::1]:1";proto=https', 'for=_x;host="a\\"b"']],
  [
    'accept',
    ['text/html', 'text/event-stream', '*/*;q=0', ';;;', 'application/json; indent=99999999999', 'x'.repeat(3000)],
  ],
  ['accept-language', ['xx-'.repeat(500), 'es;q=x', '*', bytes('日本')]],
  ['accept-encoding', ['gzip', 'br;q=0', '*;q=0']],
  ['country-code', ['', 'ZZ', 'AR, US', "A'", '__proto__', 'x'.repeat(500), bytes('АР')]],
  ['origin', ['null', 'http://evil.example', 'http://', 'x'.repeat(2000)]],
  ['sec-fetch-site', ['cross-site', 'x']],
  ['expect', ['100-continue', 'x']],
  ['upgrade', ['websocket', 'h2c']],
  ['connection', ['upgrade', 'close, x', 'transfer-encoding']],
  ['range', ['bytes=0-', 'bytes=9-1,-', 'x']],
  ['if-none-match', ['*', 'W/"', '"'.repeat(800)]],
  ['last-event-id', ['x', '-1', '9'.repeat(300)]],
  ['cookie', ['a=b', '__proto__=1', 'x'.repeat(4000)]],
  ['x-request-id', ['x', 'a b', '\t', 'x'.repeat(400), bytes('é')]],
  ['traceparent', ['00-', '00-00000000000000000000000000000000-0000000000000000-01', 'x'.repeat(900)]],
  ['content-length', ['-1', '1e3', '99999999999999999999', '5, 5']],
  ['transfer-encoding', ['identity', 'chunked, chunked', 'x']],
  ['x-http-method-override', ['DELETE']],
];

const BREAKING = new Set(['host', 'expect', 'upgrade', 'connection', 'content-length', 'transfer-encoding']);

/** Changes to headers. */
export const HEADER_MUTATIONS: readonly Mutation[] = [
  (draft, dice) => {
    const [name, values] = dice.pick(ODD_HEADERS);
    draft.headers.push([name, dice.pick(values)]);
    draft.isBroken ||= BREAKING.has(name);
    draft.isOperation &&= !BREAKING.has(name);
  },
  (draft, dice) => {
    draft.headers.push(
      ...Array.from({ length: dice.pick([50, 3000]) }, (_, place): [string, string] => [`x-${place}`, 'y']),
    );
    draft.isBroken = true;
  },
  (draft, dice) => {
    draft.headers.push([dice.pick(['x y', 'x\u0000', '__proto__', 'constructor', 'authorization ', '(', ':']), 'z']);
    draft.isBroken = true;
  },
  (draft, dice) => {
    draft.version = dice.pick(['1.0', '1.1', '2.0', '0.9', '9']);
    draft.isBroken = true;
  },
];
