import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** Limits for a client that is still sending: the total time, the silence in between, and the number of bytes. */
const MOST_MS = 10_000;
const SILENCE_MS = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The body of an answer to a request that is still being sent. It is sent at once, but the answer ends only when the
 * request ends: a connection that is closed earlier is reset, and the client loses the answer (RFC 9112, section 9.6).
 * Data that the client sends meanwhile is discarded, within limits.
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
