import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../health/readiness.service';

/** While the process drains, each answer tells its client to open its next connection elsewhere (RFC 9112, section 9.6). */
export function registerConnectionClose(server: FastifyInstance, readiness: Pick<Readiness, 'isDraining'>): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (readiness.isDraining) void reply.header('connection', 'close');
    done();
  });
}
