import { once } from 'node:events';
import { connect } from 'node:net';

/** The answer over a socket, as text (Latin-1, so that no byte is lost). */
export interface RawAnswer {
  /** 0 when the server closed without answering. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How long to wait for a silent server. */
const SILENCE_MS = 5_000;

/** Sends bytes unchanged and reads the first answer, for requests that an HTTP client refuses to send. */
export async function sendRaw(origin: string, request: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`No answer within ${SILENCE_MS} ms`)));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    if (isWhole(text)) socket.end();
  });
  const closed = once(socket, 'close');
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => undefined);
  await Promise.race([once(socket, 'connect'), failed]);
  socket.write(request);
  await Promise.race([closed, failed.catch((error: unknown) => (text === '' ? Promise.reject(error as Error) : null))]);
  return read(text);
}

/** A request as text: lines are joined by CRLF, and the head ends with an empty line. */
export function rawRequest(requestLine: string, headers: readonly string[] = [], body = ''): string {
  return [requestLine, 'Host: localhost', ...headers, '', body].join('\r\n');
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/iu.exec(text.slice(0, end))?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}

function read(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map(
    (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
  );
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}
