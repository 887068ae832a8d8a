import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const UNFINISHED = Symbol('unfinished');

/** A connection with its responses that have not ended. */
interface WatchedSocket extends Socket {
  [UNFINISHED]?: Set<ServerResponse> | undefined;
}

/**
 * Makes a response emit `close` when its connection is lost before it was its turn. A response to a pipelined request waits until those
 * before it are sent, and Node does not tell it that this will never happen.
 * @returns the unfinished responses of the connection, from which the caller removes this one when it has closed
 */
export function closeWithConnection(socket: WatchedSocket, response: ServerResponse): Set<ServerResponse> {
  const responses = (socket[UNFINISHED] ??= watch(socket));
  responses.add(response);
  return responses;
}

function watch(socket: Socket): Set<ServerResponse> {
  const responses = new Set<ServerResponse>();
  // Node's own listener is earlier, so what is left waits, or emits `close` at the end of this turn.
  socket.once('close', () => {
    for (const response of responses) if (!response.writableFinished) response.emit('close');
  });
  return responses;
}
