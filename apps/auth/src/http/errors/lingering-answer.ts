import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** How long a client may go on to send, how long it may be silent meanwhile, and how much it may send. */
const MOST_MS = 10_000;
const SILENCE_MS = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * A body for the answer to a request that is still being sent. The body is there at once, and the answer ends when the
 * request does: a connection that is closed earlier is reset, and the client loses the answer (RFC 9112, section 9.6). What
 * the client sends meanwhile is thrown away, within limits.
 */
export function lingeringAnswer(request: IncomingMessage, body: Buffer): Readable {
  const answer = new Readable({ read: () => undefined });
  answer.push(body);
  let received = 0;
  const silence = setTimeout(end, SILENCE_MS);
  const longest = setTimeout(end, MOST_MS);
  function end(): void {
    clearTimeout(longest);
    clearTimeout(silence);
    request.removeListener('data', count).removeListener('end', end).removeListener('close', end);
    if (!answer.readableEnded && !answer.destroyed) answer.push(null);
  }
  function count(chunk: Buffer): void {
    received += chunk.length;
    if (received > MOST_BYTES) end();
    else silence.refresh();
  }
  answer.once('close', end);
  if (request.readableEnded || request.destroyed) {
    end();
    return answer;
  }
  request.on('data', count).once('end', end).once('close', end);
  request.resume();
  return answer;
}
