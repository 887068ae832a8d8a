import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TURN = Symbol('turn');

/** A request with the turn of the event loop in which it arrived. */
interface TimedRequest extends FastifyRequest {
  [TURN]?: number;
}

/** An answer that is ready. */
interface Ready {
  readonly reply: FastifyReply;
  readonly send: () => void;
}

/**
 * Sends the answers that waited for nothing, such as probes, keys and refusals, together at the end of the turn of the event loop
 * in which their requests arrived. A write to a socket wakes its reader, which on the same machine costs more than the write;
 * readers that are awake already cost nothing. Answers that waited for the database are sent at once.
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
    for (const { reply, send } of all) {
      try {
        send();
      } catch (error) {
        // Fastify answers 500 where Node refuses a header. Whatever else is thrown must not keep the other answers back.
        logger.error('An answer could not be sent', error instanceof Error ? error.stack : undefined);
        reply.raw.destroy();
      }
    }
  };
  server.decorateRequest(TURN);
  server.addHook('onRequest', (request: TimedRequest, _reply, done) => {
    request[TURN] = turn;
    if (!isEnding) setImmediate(endTurn);
    isEnding = true;
    done();
  });
  server.addHook('onSend', (request: TimedRequest, reply, payload, done) => {
    if (request[TURN] === turn) ready.push({ reply, send: () => done(null, payload) });
    else done();
  });
}
