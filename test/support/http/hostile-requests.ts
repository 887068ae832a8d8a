import type { Dice } from './dice';
import type { Target } from './documented-operations';
import { AUTHORIZATIONS, MEDIA_TYPES, NAMES, SEGMENTS, TEXTS, VALUES } from './hostile-values';

/** A hostile request. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
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
