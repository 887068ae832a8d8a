import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TURN = Symbol('turn');

/** More are sent at once, so that Node stops reading a connection whose client sends requests and reads no answers. */
const MOST_READY = 64;

/** A request with the turn of the event loop in which it arrived. */
interface TimedRequest extends FastifyRequest {
  [TURN]?: number;
}

/** An answer that is ready. */
interface Ready {
  readonly reply: FastifyReply;
  /** Called without an error it sends the answer; with one it sends the answer of the error handler. */
  readonly send: (error?: Error) => void;
}

/**
 * Sends the answers that are ready in the turn of the event loop in which their requests arrived, such as probes, keys and refusals,
 * together at the end of that turn. A write to a socket wakes its reader, which on the same machine costs more than the write;
 * readers that are awake already cost nothing. Answers that waited for the database are sent at once.
 *
 * `reply.sent` is false until then: a handler sends last, and an async handler of Fastify returns its reply.
 */
export function registerBatchedAnswers(server: FastifyInstance): void {
  const logger = new Logger('Http');
  let turn = 0;
  let isEnding = false;
  let ready: Ready[] = [];
  const endTurn = () => {
    turn += 1;
    isEnding = false;
    const all = ready;
    ready = [];
    for (const each of all) sendOrEnd(each, logger);
  };
  server.decorateRequest(TURN);
  server.addHook('onRequest', (request: TimedRequest, _reply, done) => {
    request[TURN] = turn;
    if (!isEnding) setImmediate(endTurn);
    isEnding = true;
    done();
  });
  server.addHook('onSend', (request: TimedRequest, reply, payload, done) => {
    if (request[TURN] !== turn || ready.length >= MOST_READY) {
      done();
      return;
    }
    ready.push({
      reply,
      send: (error) => {
        if (error) done(error);
        else done(null, payload);
      },
    });
  });
}

/** Node may refuse an answer, for example for a character in a header. That must not keep the other answers back. */
function sendOrEnd({ reply, send }: Ready, logger: Logger): void {
  try {
    send();
  } catch (error) {
    try {
      send(error as Error);
    } catch {
      logger.error({ message: 'An answer could not be sent', requestId: reply.request.id });
      reply.raw.destroy();
    }
  }
}
