import type { Exchange } from '../traffic/exchange';
import { isRecord, type Json, parseJson } from '../traffic/json-leaves';
import { Refusal } from '../outcome/refusal';

/** Reads a recording: a HAR document (version 1.2), or JSONL with one exchange a line. Throws `Refusal`. */
export function readRecording(text: string): Exchange[] {
  const document = parseJson(text.replace(/^\u{FEFF}/u, ''));
  if (isRecord(document) && isRecord(document['log'])) return readHar(document['log']['entries'] ?? []);
  const lines = text.split(/\r?\n/u).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== '').map(({ line, number }) => readLine(line, number));
}

function readHar(entries: Json): Exchange[] {
  if (!Array.isArray(entries)) throw unreadable('The HAR document has no list of entries.');
  return entries.map((entry: Json, index: number) => {
    const request = isRecord(entry) && isRecord(entry['request']) ? entry['request'] : null;
    const response = isRecord(entry) && isRecord(entry['response']) ? entry['response'] : null;
    if (!request || !response) throw unreadable(`Entry ${index + 1} has no request and response.`);
    const posted = isRecord(request['postData']) ? request['postData'] : {};
    const content = isRecord(response['content']) ? response['content'] : {};
    const path = pathOf(asText(request['url']));
    const method = asText(request['method']).toUpperCase();
    const body = asText(content['text']);
    return {
      name: `${index + 1} ${method} ${path.split('?')[0] ?? ''}`,
      request: {
        method,
        path,
        headers: harHeaders(request['headers']),
        body: asText(posted['text']) || harForm(posted),
      },
      response: {
        status: Number(response['status']),
        headers: harHeaders(response['headers']),
        body: content['encoding'] === 'base64' ? Buffer.from(body, 'base64').toString() : body,
      },
    };
  });
}

function harHeaders(list: Json | undefined): Record<string, string> {
  const pairs = (Array.isArray(list) ? list : []) as readonly Json[];
  return joined(pairs.map((pair) => (isRecord(pair) ? [asText(pair['name']), asText(pair['value'])] : ['', ''])));
}

function harForm({ params }: { readonly [key: string]: Json }): string {
  const pairs = (Array.isArray(params) ? params : []) as readonly Json[];
  const form = new URLSearchParams();
  for (const pair of pairs) if (isRecord(pair)) form.append(asText(pair['name']), asText(pair['value']));
  return form.toString();
}

function readLine(line: string, number: number): Exchange {
  const value = parseJson(line);
  const request = isRecord(value) && isRecord(value['request']) ? value['request'] : null;
  const response = isRecord(value) && isRecord(value['response']) ? value['response'] : null;
  if (!isRecord(value) || !request || !response)
    throw unreadable(`Line ${number} is not a JSON object with a request and a response.`);
  const [method, path, status] = [asText(request['method']).toUpperCase(), asText(request['path']), response['status']];
  if (method === '' || !path.startsWith('/') || typeof status !== 'number')
    throw unreadable(
      `Line ${number} needs request.method, request.path (from the first slash on) and response.status.`,
    );
  return {
    name: asText(value['name']) || `${number} ${method} ${path.split('?')[0] ?? ''}`,
    request: { method, path, headers: jsonHeaders(request['headers']), body: asBody(request['body']) },
    response: { status, headers: jsonHeaders(response['headers']), body: asBody(response['body']) },
  };
}

function jsonHeaders(headers: Json | undefined): Record<string, string> {
  if (!isRecord(headers)) return {};
  return joined(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : asText(value)]),
  );
}

/** HTTP/2 pseudo-headers are skipped. */
function joined(pairs: readonly (readonly string[])[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name = '', value = ''] of pairs) {
    const key = name.toLowerCase();
    if (key === '' || key.startsWith(':')) continue;
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

function asText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A body is a text; a recorder may have parsed JSON already. */
function asBody(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return `${pathname}${search}`;
  } catch {
    throw unreadable('A request of the recording has no absolute URL.');
  }
}

function unreadable(line: string): Refusal {
  return new Refusal('recording_unreadable', [line]);
}
