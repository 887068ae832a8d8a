import type { FastifyInstance } from 'fastify';

const ALIVE = JSON.stringify({ status: 'ok' });

/**
 * `GET /livez`, for operators and orchestrators. It only shows that the process answers, so that a database outage restarts no
 * replica. A route of Fastify: nothing that Nest adds to a route (guards, pipes, interceptors) has anything to do here.
 */
export function registerLiveness(server: FastifyInstance): void {
  server.get('/livez', { config: { needsNoContext: true } }, (_request, reply) => {
    void reply.type('application/json; charset=utf-8').send(ALIVE);
  });
}
