/** What a test sends besides method and path. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as it is, with whatever `content-type` the headers say. */
  readonly raw?: string | Uint8Array;
  /** Owner credential, as HTTP Basic. */
  readonly owner?: { readonly uuid: string; readonly secret: string };
  /** Bearer token. */
  readonly bearer?: string;
}

/** A body that a spec looks into without ceremony: the OpenAPI document already vouches for its shape. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above; a wrong key fails the spec by itself
export type LooseJson = any;

/** A whole answer. `json` is what the body says, if it is JSON. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly mediaType: string;
  readonly text: string;
  readonly json: T;
}

/** Sends one request and reads the whole answer. */
export async function send(origin: string, method: string, path: string, sending: Sending = {}): Promise<Answer> {
  const response = await fetch(`${origin}${path}`, {
    method,
    redirect: 'manual',
    headers: headersOf(sending),
    ...bodyOf(sending),
  });
  const text = await response.text();
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  return {
    status: response.status,
    headers: response.headers,
    mediaType,
    text,
    json: mediaType.endsWith('json') ? (JSON.parse(text) as unknown) : undefined,
  };
}

function headersOf({ headers, json, form, owner, bearer }: Sending): Record<string, string> {
  return {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(owner === undefined ? {} : { authorization: basic(owner) }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...headers,
  };
}

/** The `Authorization` header of an owner. */
export function basic({ uuid, secret }: { readonly uuid: string; readonly secret: string }): string {
  return `Basic ${Buffer.from(`${uuid}:${secret}`).toString('base64')}`;
}

function bodyOf({ json, form, raw }: Sending): { body?: string | Uint8Array<ArrayBuffer> } {
  if (raw !== undefined) return { body: raw as string | Uint8Array<ArrayBuffer> };
  if (json !== undefined) return { body: JSON.stringify(json) };
  return form === undefined ? {} : { body: new URLSearchParams(form).toString() };
}
