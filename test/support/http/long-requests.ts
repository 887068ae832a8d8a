import { request as openRequest } from 'node:http';
import type { Dice } from './dice';
import type { Target } from './documented-operations';
import type { LongText } from './long-texts';

/** Below the limit of a body, with room for the other fields. */
const BODY_BYTES = 62_000;

/** Below the limit of all headers. */
const HEADER_BYTES = 14_500;

/** A place for a text in a request, and the number of its bytes that the service reads. */
export interface Place {
  readonly name: string;
  readonly bytes: number;
  readonly put: (text: string) => LongRequest;
}

/** A request with one long text in it. */
export interface LongRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const UUID = '11111111-1111-4111-8111-111111111111';

/** Valid values for the other fields of a request. */
const PLAUSIBLE: Readonly<Record<string, string | number>> = {
  email: 'user@example.com',
  username: 'user@example.com',
  password: 'Str0ng-pass-word',
  newPassword: 'Str0ng-pass-word',
  ownerUuid: UUID,
  uuid: UUID,
  userUuid: UUID,
  code: '123456',
  grant_type: 'client_credentials',
};

const HEADERS: readonly (readonly [name: string, before: string])[] = [
  ['authorization', ''],
  ['authorization', 'Bearer '],
  ['authorization', 'Basic '],
  ['proxy-authorization', 'Basic '],
  ['cookie', ''],
  ['cookie', 'a='],
  ['accept', ''],
  ['accept', 'text/event-stream'],
  ['accept', 'application/json; indent='],
  ['accept-language', ''],
  ['accept-encoding', ''],
  ['content-type', ''],
  ['content-type', 'application/json;'],
  ['content-type', 'application/json; charset='],
  ['content-type', 'multipart/form-data; boundary='],
  ['forwarded', 'for='],
  ['x-forwarded-for', ''],
  ['x-forwarded-host', ''],
  ['x-forwarded-proto', ''],
  ['x-forwarded-uri', '/'],
  ['x-original-uri', '/'],
  ['origin', 'http://'],
  ['referer', 'http://'],
  ['user-agent', ''],
  ['if-none-match', ''],
  ['if-none-match', 'W/"'],
  ['key', ''],
  ['x-api-key', ''],
  ['user-access-token', ''],
  ['country-code', ''],
  ['x-request-id', ''],
  ['traceparent', '00-'],
  ['last-event-id', ''],
  ['range', 'bytes='],
];

/** One of the places of an operation. */
export function pickPlace(dice: Dice, target: Target): Place {
  const path = target.path.replaceAll(/\{[^}]+\}/gu, UUID);
  const kinds = [headerPlace, targetPlace, ...(target.fields.length > 0 ? [fieldPlace, fieldPlace, fieldPlace] : [])];
  return dice.pick(kinds)(dice, target, path);
}

function headerPlace(dice: Dice, target: Target, path: string): Place {
  const [header, before] = dice.pick(HEADERS);
  const body = isBodied(target) ? Buffer.from(JSON.stringify(plausible(target))) : null;
  return {
    name: `${target.method} ${target.path} ${header}: ${before}`,
    bytes: HEADER_BYTES,
    put: (text) => ({
      method: target.method,
      path,
      headers: { 'content-type': 'application/json', [header]: before + Buffer.from(text).toString('latin1').trim() },
      body,
    }),
  };
}

function targetPlace(dice: Dice, target: Target, path: string): Place {
  const names = [...target.query, 'format', 'owner', 'token', 'role'];
  const name = dice.pick(names);
  const inPath = dice.roll(3) === 0;
  const base = inPath ? target.path.replaceAll(/\{[^}]+\}/gu, '') : `${path}?${name}=`;
  const encode = dice.pick([encodeURI, encodeURIComponent]);
  return {
    name: `${target.method} ${base}`,
    bytes: HEADER_BYTES,
    put: (text) => ({
      method: target.method,
      path: base + encode(text.slice(0, HEADER_BYTES).toWellFormed()).slice(0, HEADER_BYTES),
      headers: { 'content-type': 'application/json' },
      body: isBodied(target) ? Buffer.from(JSON.stringify(plausible(target))) : null,
    }),
  };
}

function fieldPlace(dice: Dice, target: Target, path: string): Place {
  const field = dice.pick([...target.fields, 'nothing']);
  const form = dice.pick(['json', 'json', 'form', 'multipart', 'bare'] as const);
  return {
    name: `${target.method} ${target.path} ${form} ${field}`,
    bytes: BODY_BYTES,
    put: (text) => ({ method: target.method, path, ...bodyOf(form, { ...plausible(target), [field]: text }, text) }),
  };
}

function bodyOf(form: 'json' | 'form' | 'multipart' | 'bare', fields: Record<string, string | number>, text: string) {
  const pairs = Object.entries(fields);
  const of = (type: string, body: string) => ({ headers: { 'content-type': type }, body: Buffer.from(body) });
  switch (form) {
    case 'json':
      return of('application/json', JSON.stringify(fields));
    case 'form':
      return of(
        'application/x-www-form-urlencoded',
        pairs.map(([name, value]) => `${name}=${String(value).replaceAll(/[&=+]/gu, '.')}`).join('&'),
      );
    case 'multipart': {
      const parts = pairs.map(
        ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      );
      return of('multipart/form-data; boundary=x', `${parts.join('')}--x--\r\n`);
    }
    case 'bare':
      return of('application/json', text);
  }
}

function plausible(target: Target): Record<string, string | number> {
  return Object.fromEntries(target.fields.map((name) => [name, PLAUSIBLE[name] ?? 'x']));
}

function isBodied({ method }: Target): boolean {
  return method !== 'GET';
}

/** The long text for a place, and a short one of the same kind. */
export function textsFor({ bytes }: Place, make: LongText): { readonly long: string; readonly short: string } {
  const bytesEach = Buffer.byteLength(JSON.stringify(make(300))) / 300;
  return { long: make(Math.floor(bytes / Math.max(bytesEach, 1))), short: make(30) };
}

/** Sends a request without the checks of an HTTP client. @returns the status; 0 when the server closed the connection */
export function sendLong(origin: string, { method, path, headers, body }: LongRequest): Promise<number> {
  return new Promise((resolve) => {
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const request = openRequest(`${origin}/`, { method, path, headers: { ...headers, ...length } }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    request.once('error', () => {
      resolve(0);
    });
    request.end(body);
  });
}
