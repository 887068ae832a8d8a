import type { Exchange, RecordedAnswer, RecordedRequest } from './exchange';
import { type Json, mapLeaves, parseJson } from './json-leaves';

const MASKS: readonly (readonly [key: RegExp, mask: string])[] = [
  [/passw|^pass$|^pwd$|clave|contrase|passphrase/iu, '[password]'],
  [/token|^access$|^refresh$|secret|signature|assertion|(?:^|_|[a-z])key$|session(?:_?id)?$/iu, '[token]'],
  [/code$|^otp$|^pin$/iu, '[code]'],
  [/e-?mail|^username$|^alias$|^phone$|telefono|^name$|surname|^user$/iu, '[personal]'],
];

const JWT = /eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/gu;
const LONG_SECRET = /(?<![\w-])(?=[\w-]*\d)[\w-]{32,}(?![\w-])/gu;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
const E_MAIL = /[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gu;

const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie|set-cookie|user-access-token)$|token|secret|key/iu;
const WITHOUT_BLANKS = /^\S+$/u;
/** A code of an error, not a one-time code, nor a status. */
const NAMED_CODE = /^[a-z][a-z_]*$/iu;

/** An exchange without passwords, tokens, keys, codes and personal data. */
export function maskExchange({ name, request, response }: Exchange): Exchange {
  return { name: maskText(name), request: maskRequest(request), response: maskAnswer(response) };
}

/** A request without secrets. */
export function maskRequest({ method, path, headers, body }: RecordedRequest): RecordedRequest {
  return { method, path: maskPath(path), headers: maskHeaders(headers), body: maskBody(body, headers) };
}

/** An answer without secrets. */
export function maskAnswer({ status, headers, body }: RecordedAnswer): RecordedAnswer {
  return { status, headers: maskHeaders(headers), body: maskBody(body, headers) };
}

/** A value under a key, as a report may show it. */
export function maskLeaf(leaf: string | number, key: string): string | number {
  const mask = MASKS.find(([pattern]) => pattern.test(key))?.[1];
  if (mask === undefined) return typeof leaf === 'string' ? maskText(leaf) : leaf;
  // A sentence under `refresh` or `password` is an error message about that field.
  if (typeof leaf === 'string' && !WITHOUT_BLANKS.test(leaf) && mask !== '[password]' && mask !== '[personal]')
    return maskText(leaf);
  if (mask === '[code]' && (typeof leaf === 'number' || NAMED_CODE.test(leaf))) return leaf;
  if (mask === '[token]' && (typeof leaf === 'number' || isTokenType(leaf))) return leaf;
  return mask;
}

/** A text without tokens and e-mail addresses. */
export function maskText(text: string): string {
  return text
    .replaceAll(JWT, '[token]')
    .replaceAll(LONG_SECRET, (word) => (UUID.test(word) ? word : '[token]'))
    .replaceAll(E_MAIL, '[e-mail]');
}

function isTokenType(text: string): boolean {
  return /^(?:Bearer|Basic|JWT|access|refresh|mac)$/iu.test(text);
}

function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADERS.test(name) ? '[secret]' : maskText(value)]),
  );
}

function maskPath(path: string): string {
  const [before = '', query] = path.split('?', 2);
  return query === undefined ? maskText(before) : `${maskText(before)}?${maskForm(query)}`;
}

function maskBody(body: string, headers: Readonly<Record<string, string>>): string {
  const json = parseJson(body);
  if (json !== undefined && typeof json === 'object') return JSON.stringify(maskJson(json));
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) return body === '' ? '' : '[form]';
  return type.startsWith('application/x-www-form-urlencoded') ? maskForm(body) : maskText(body);
}

/** A JSON value without secrets. Lists of error messages have the name of their field. */
export function maskJson(json: Json): Json {
  return mapLeaves(json, maskLeaf);
}

function maskForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return value.length === 0 ? name : `${name}=${maskLeaf(value.join('='), name)}`;
    })
    .join('&');
}
