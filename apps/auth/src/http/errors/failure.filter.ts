import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnsweringDialects } from '../../dialects/answering-dialects';
import { pathOf } from '../request-path';
import type { Failure } from './failure';
import { problemAnswer } from './problem-details';
import { toFailure } from './to-failure';
import type { WireAnswer } from './wire-answer';

/**
 * The one place where errors become answers. The dialect that the path belongs to words them; elsewhere it is
 * `application/problem+json`. What nobody expected is logged once, and says nothing on the wire.
 */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger('Failure');

  constructor(private readonly dialects: AnsweringDialects) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request that failed, unless an answer has begun. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error);
    this.log(failure, error, request);
    if (reply.sent || reply.raw.headersSent) return;
    const answer = this.present(failure, request);
    // A body that was refused before it was read would otherwise be read to its end.
    if (failure.code === 'payload_too_large') void reply.header('connection', 'close');
    void reply
      .status(answer.status)
      .headers(answer.headers)
      .header('content-type', answer.mediaType)
      .header('cache-control', 'no-store');
    void reply.send(JSON.stringify(answer.body));
  }

  private present(failure: Failure, request: FastifyRequest): WireAnswer {
    const dialect = this.dialects.of(pathOf(request.originalUrl));
    return dialect ? dialect.presentFailure(failure, request) : problemAnswer(failure);
  }

  private log(failure: Failure, error: unknown, request: FastifyRequest): void {
    if (failure.code === 'internal_error') this.logger.error(describe(error), { requestId: request.id });
    if (failure.code === 'unavailable') this.logger.warn('A dependency is unavailable', { requestId: request.id });
  }
}

/** Name, message and stack, but no properties: a driver's error carries the query's parameters. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'A value that is no error was thrown';
}
