import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { EdgeError } from '../errors/failure';

/**
 * Answers the Expect header (RFC 9110, section 10.1.1). A client that waits for `100 Continue` is not asked to send a
 * body that is too large. Node would answer other expectations itself, without an id, an envelope and a log line; here
 * they become ordinary requests and are refused.
 */
export function registerExpectations(fastify: FastifyInstance, bodyLimitBytes: number): void {
  const { server } = fastify;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length'] ?? 0) > bodyLimitBytes)) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const { expect } = request.headers;
    const isMet = expect === undefined || CONTINUE.test(expect);
    // The client may never send its body, so the start of the next request is unknown.
    if (!isMet) void reply.header('connection', 'close');
    done(isMet ? undefined : new EdgeError('expectation_failed'));
  });
}

/** The pattern that Node uses for it. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/iu;
