import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** An answer that is ready. */
interface Ready {
  readonly reply: FastifyReply;
  readonly send: () => void;
}

/**
 * Sends the answers that are ready in one turn of the event loop together at its end. A write to a socket wakes its reader, which
 * on the same machine costs more than the write; readers that are awake already cost nothing. An answer waits at most for the
 * requests that arrived with its own.
 */
export function registerBatchedAnswers(server: FastifyInstance): void {
  const logger = new Logger('Http');
  let ready: Ready[] = [];
  const sendAll = () => {
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
  server.addHook('onSend', (_request, reply, payload, done) => {
    ready.push({
      reply,
      send: () => {
        done(null, payload);
      },
    });
    if (ready.length === 1) setImmediate(sendAll);
  });
}
