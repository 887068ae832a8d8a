import type { Dice } from '../support/http/dice';
import type { Target } from '../support/http/documented-operations';
import { hostileRequest } from '../support/http/hostile-requests';
import { CREDENTIAL_MUTATIONS } from './credential-mutations';
import type { Account, LivePool, PoolSession } from './live-pool';
import { BODY_MUTATIONS, FIELD_MUTATIONS, HEADER_MUTATIONS, type Mutation, TARGET_MUTATIONS } from './mutations';
import { asJson, type Draft, plausibleRequest, textOf } from './plausible-request';

/** A request as the bytes that are sent over the socket. */
export interface WireRequest {
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly bytes: Buffer;
  readonly isOperation: boolean;
  readonly isBroken: boolean;
  /** The account of the original request; `null` if the whole request is random. */
  readonly party: { readonly account: Account; readonly session: PoolSession } | null;
}

const KINDS: readonly (readonly Mutation[])[] = [
  FIELD_MUTATIONS,
  FIELD_MUTATIONS,
  FIELD_MUTATIONS,
  BODY_MUTATIONS,
  TARGET_MUTATIONS,
  HEADER_MUTATIONS,
  CREDENTIAL_MUTATIONS,
];

/** The next request: one in five could succeed, most have one to three changes, and some are entirely random. */
export function hostileDraft(dice: Dice, target: Target, pool: LivePool, port: number): WireRequest {
  const operation = `${target.method} ${target.path}`;
  if (dice.roll(6) === 0) return { operation, ...wildRequest(dice, target, port) };
  const draft = plausibleRequest(dice, target, pool);
  const changes = dice.pick([0, 0, 1, 1, 1, 2, 2, 3]);
  for (let count = 0; count < changes; count += 1) dice.pick(dice.pick(KINDS))(draft, dice, pool);
  return { operation, ...written(draft, port) };
}

type Written = Omit<WireRequest, 'operation'>;

/** Makes an entirely random request. */
function wildRequest(dice: Dice, target: Target, port: number): Written {
  const { method, path, headers, body } = hostileRequest(dice, [target]);
  const bytes = body === null ? null : Buffer.from(body);
  const lines = Object.entries(headers).map(([name, value]): [string, string] => [name, value]);
  const draft = {
    method,
    headers: lines,
    body: bytes,
    version: '1.1',
    framing: bytes === null ? 'none' : 'length',
  } as const;
  const isOperation = method === target.method;
  return {
    method,
    target: path,
    bytes: serialized(draft, path, port),
    isOperation,
    isBroken: /[^\x21-\x7e]/u.test(path),
    party: null,
  };
}

function written(draft: Draft, port: number): Written {
  const query = draft.query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  const path = draft.segments.join('/') + (query === '' ? '' : `?${query}`);
  const [type, fields] = body(draft);
  const hasBody = draft.framing !== 'none' || draft.body !== null;
  const headers =
    draft.headers.some(([name]) => name === 'content-type') || !hasBody
      ? draft.headers
      : [['content-type', type] as [string, string], ...draft.headers];
  const framing = hasBody && draft.framing === 'none' ? 'length' : draft.framing;
  const whole = {
    method: draft.method,
    headers,
    body: hasBody ? (draft.body ?? fields) : null,
    version: draft.version,
    framing,
  };
  const { method, isOperation, isBroken, account, session } = draft;
  // Above 16 KB, Node's parser answers the request itself.
  const bytes = serialized(whole, path, port);
  return {
    method,
    target: path,
    bytes,
    isOperation,
    isBroken: isBroken || path.length > 8000 || /[^\x21-\x7e]/u.test(path),
    party: { account, session },
  };
}

function body({ form, fields }: Draft): [type: string, bytes: Buffer] {
  switch (form) {
    case 'json': {
      const pairs = fields.map(([name, value]) => `${JSON.stringify(name)}:${asJson(value)}`);
      return ['application/json', Buffer.from(`{${pairs.join(',')}}`)];
    }
    case 'urlencoded': {
      const pairs = fields.map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value).toWellFormed())}`,
      );
      return ['application/x-www-form-urlencoded', Buffer.from(pairs.join('&'))];
    }
    case 'multipart': {
      const parts = fields.map(
        ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${textOf(value)}\r\n`,
      );
      return ['multipart/form-data; boundary=x', Buffer.from(`${parts.join('')}--x--\r\n`)];
    }
  }
}

interface Whole {
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
  readonly version: string;
  readonly framing: Draft['framing'];
}

function serialized({ method, headers, body: content, version, framing }: Whole, path: string, port: number): Buffer {
  const hosts = headers.some(([name]) => name === 'host') ? [] : [`Host: 127.0.0.1:${port}`];
  const lines = [
    `${method} ${path} HTTP/${version}`,
    ...hosts,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...framingLines(framing, content),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1');
  return content === null ? head : Buffer.concat([head, framed(framing, content)]);
}

function framingLines(framing: Draft['framing'], content: Buffer | null): readonly string[] {
  if (content === null) return [];
  const { length } = content;
  const stated = { length, short: Math.max(length - 3, 0), long: length + 50, both: length };
  const lengths = framing in stated ? [`Content-Length: ${stated[framing as keyof typeof stated]}`] : [];
  return framing === 'chunked' || framing === 'bad-chunks' || framing === 'both'
    ? [...lengths, 'Transfer-Encoding: chunked']
    : lengths;
}

function framed(framing: Draft['framing'], content: Buffer): Buffer {
  if (framing === 'bad-chunks')
    return Buffer.concat([Buffer.from(`fffffff;${'x'.repeat(50)}\r\n`), content, Buffer.from('\r\nzz\r\n')]);
  if (framing !== 'chunked' && framing !== 'both') return content;
  const middle = content.length >> 1;
  const chunks = [content.subarray(0, middle), content.subarray(middle)].filter(({ length }) => length > 0);
  const coded = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)};a=b\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...coded, Buffer.from('0\r\nx-trailer: 1\r\n\r\n')]);
}
