import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The responses of each connection that have not ended. */
const unfinished = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * Makes a response emit `close` when its connection is lost before it was its turn. A response to a pipelined request waits until those
 * before it are sent, and Node does not tell it that this will never happen.
 */
export function closeWithConnection(socket: Socket, response: ServerResponse): void {
  const responses = unfinished.get(socket) ?? watched(socket);
  responses.add(response);
  response.once('close', () => responses.delete(response));
}

function watched(socket: Socket): Set<ServerResponse> {
  const responses = new Set<ServerResponse>();
  unfinished.set(socket, responses);
  // Node's own listener is earlier, so what is left waits, or emits `close` at the end of this turn.
  socket.once('close', () => {
    for (const response of responses) if (!response.writableFinished) response.emit('close');
  });
  return responses;
}
