import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

const AGENT = new Agent({ keepAlive: true });

/** The parts of a request besides method and path. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent unchanged, with the `content-type` of the headers. */
  readonly raw?: string | Uint8Array;
  /** Owner credential, as HTTP Basic. */
  readonly owner?: { readonly uuid: string; readonly secret: string };
  /** Bearer token. */
  readonly bearer?: string;
}

/** A body of any type, so that specs can read fields directly. The OpenAPI document already checks its shape. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above; a wrong key fails the spec by itself
export type LooseJson = any;

/** A whole answer. `json` is the parsed body, if it is JSON. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly mediaType: string;
  readonly text: string;
  readonly json: T;
}

/** The connection failed before the whole answer was there. */
export class NoAnswerError extends Error {}

/** Sends one request and reads the whole answer. Rejects with {@link NoAnswerError}. */
export async function send(origin: string, method: string, path: string, sending: Sending = {}): Promise<Answer> {
  const exchanged = exchange(new URL(`${origin}${path}`), method, sending);
  const { status, headers, text } = await exchanged.catch((cause: unknown) => {
    throw new NoAnswerError(`${method} ${path}`, { cause });
  });
  const mediaType = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  return {
    status,
    headers,
    mediaType,
    text,
    json: mediaType.endsWith('json') ? (JSON.parse(text) as unknown) : undefined,
  };
}

/** With node:http, because fetch takes as much processor time as the service itself. */
async function exchange(url: URL, method: string, sending: Sending) {
  const sent = request(url, { method, agent: AGENT, headers: { accept: '*/*', ...headersOf(sending) } });
  sent.end(bodyOf(sending));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await answer.toArray()).toString('utf8');
  return { status: answer.statusCode!, headers: new Headers(pairsOf(answer.rawHeaders)), text };
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at]!, raw[2 * at + 1]!]);
}

function headersOf({ headers, json, form, raw, owner, bearer }: Sending): Record<string, string> {
  return {
    ...(typeof raw === 'string' ? { 'content-type': 'text/plain;charset=UTF-8' } : {}),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(owner === undefined ? {} : { authorization: basic(owner) }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** The `Authorization` header of an owner. */
export function basic({ uuid, secret }: { readonly uuid: string; readonly secret: string }): string {
  return `Basic ${Buffer.from(`${uuid}:${secret}`).toString('base64')}`;
}

function bodyOf({ json, form, raw }: Sending): string | Uint8Array | undefined {
  if (raw !== undefined) return raw;
  if (json !== undefined) return JSON.stringify(json);
  return form && new URLSearchParams(form).toString();
}
