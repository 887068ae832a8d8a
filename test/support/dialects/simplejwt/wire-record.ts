import { readFileSync } from 'node:fs';
import { request as sendRequest } from 'node:http';

/** A request and what a server of the original answered: one line of a file of records. */
export interface WireRecord {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** The body's bytes, if they are not text. */
    readonly body_hex?: string;
    /** A body that is too long for the file. */
    readonly body_repeat?: {
      readonly before: string;
      readonly char: string;
      readonly times: number;
      readonly after: string;
    };
  };
  readonly response: WireResponse;
  /** The form of the tokens in the answer. */
  readonly tokens?: Readonly<Record<string, TokenLooks>>;
  /** Tokens that the request needs, by the names of their placeholders, and what they are. */
  readonly crafted?: Readonly<Record<string, string>>;
  /** The answer that Portero gives instead of the recorded one, or is allowed to give. */
  readonly contract?: Partial<WireResponse> & { readonly also_status?: number; readonly also_body?: string };
}

/** An answer: its whole body, and the headers that matter. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A token, without its values. */
export interface TokenLooks {
  readonly header: string;
  readonly claims: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly expires_in: number;
}

/** Reads a file of records, one on each line. */
export function readRecords(file: string): readonly WireRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as WireRecord);
}

/** The expected answer: that of the contract if the contract specifies one, otherwise the recorded one. */
export function owedResponse({ response, contract }: WireRecord): WireResponse {
  return {
    status: contract?.status ?? response.status,
    headers: contract?.headers ?? response.headers,
    body: contract?.body ?? response.body,
  };
}

/** The first record of each different answer. */
export function oneOfEachAnswer(records: readonly WireRecord[]): readonly WireRecord[] {
  const answers = records.map((record) => JSON.stringify(owedResponse(record)));
  return records.filter((_, index) => answers.indexOf(answers[index] ?? '') === index);
}

/** The bytes of a record's body, with the values of its placeholders. */
export function bodyOf({ request }: WireRecord, values: Readonly<Record<string, string>>): Buffer {
  if (request.body_hex !== undefined) return Buffer.from(request.body_hex, 'hex');
  if (request.body_repeat !== undefined) {
    const { before, char, times, after } = request.body_repeat;
    return Buffer.from(before + char.repeat(times) + after);
  }
  return Buffer.from(filled(request.body ?? '', values));
}

/** Sends a record's request exactly as recorded, with only the headers that HTTP requires in addition. */
export function sendRecord(origin: string, record: WireRecord, body: Buffer): Promise<WireResponse> {
  const { method, path, headers } = record.request;
  const length = body.length > 0 || method === 'POST' ? { 'Content-Length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sent = sendRequest(`${origin}${path}`, { method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const received = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(received), body: text });
      });
      response.on('error', reject);
    });
    // A body that is refused while it is being sent breaks the connection after the answer.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    sent.end(body);
  });
}

/** Replaces `<placeholders>` by values. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/<(?<name>\w+)>/gu, (placeholder, name: string) => values[name] ?? placeholder);
}
