import { connect } from 'node:net';

/** The answer. `status` is 0 if the server closed without an answer, and -1 if it did not answer in time. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The time after which a request counts as hung: much longer than a loaded machine needs. */
const PATIENCE_MS = 30_000;

/** A stream of events ends only when its reader leaves. */
const STREAM_MS = 100;

/** Sends bytes over a new connection, and reads until the server closes it. */
export function exchange(port: number, bytes: Buffer): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false });
    const chunks: Buffer[] = [];
    let isSilent = false;
    const patience = setTimeout(() => {
      isSilent = true;
      socket.destroy();
    }, PATIENCE_MS);
    socket.on('data', (chunk) => {
      if (chunks.push(chunk) === 1 && /\r\ncontent-type: text\/event-stream/iu.test(chunk.toString('latin1')))
        setTimeout(() => socket.destroy(), STREAM_MS);
    });
    // The server may answer and close while the body is still being sent.
    socket.once('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(patience);
      resolve(isSilent && chunks.length === 0 ? { status: -1, headers: {}, text: '' } : read(Buffer.concat(chunks)));
    });
    socket.write(bytes);
    // Ends a body that is shorter than declared. A complete body is answered first.
    setTimeout(() => socket.end(), HALF_CLOSE_MS).unref();
  });
}

const HALF_CLOSE_MS = 10_000;

function read(bytes: Buffer): WireAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const pairs = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const headers = Object.fromEntries(pairs);
  // Bytes after a complete answer are ignored: they answer a part of the body that the service read as a second request.
  const length = headers['content-length'];
  const body = bytes.subarray(end + 4, length === undefined ? undefined : end + 4 + Number(length));
  const text = (headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body).toString('utf8');
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, text };
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let place = 0; place < bytes.length;) {
    const end = bytes.indexOf('\r\n', place);
    const size = parseInt(bytes.subarray(place, end).toString('latin1'), 16);
    if (end === -1 || !(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    place = end + 4 + size;
  }
  return Buffer.concat(parts);
}
