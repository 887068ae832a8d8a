import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { databaseErrorName, isDatabaseUnavailable } from '@portero/database';
import { servingRequest } from '@portero/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueryFailedError } from 'typeorm';
import { sendJsonText } from '../json-text';
import { originOfRequest } from '../requests/request-origin';
import { routedPath } from '../requests/request-path';
import { Wires } from '../wires';
import type { Failure } from './failure';
import { lingeringAnswer } from './lingering-answer';
import { problemAnswer } from './problem-details';
import { toFailure } from './to-failure';
import type { WireAnswer } from './wire-answer';
import { WordedFailure } from './worded-failure';

/**
 * Turns all errors into answers. The wire of the path writes them; other paths get `application/problem+json`. An
 * unexpected error is logged once, and its answer contains no details.
 */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger('Failure');

  constructor(private readonly wires: Wires) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request that failed, unless an answer has begun. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (error instanceof WordedFailure) {
      this.send(error.answer, reply);
      return;
    }
    const failure = toFailure(error);
    this.log(failure, error, request);
    const answer = this.present(failure, request);
    this.send(answer, reply, failure.code === 'payload_too_large');
  }

  /** @param isUnread whether the client may still be sending its body */
  private send(answer: WireAnswer, reply: FastifyReply, isUnread = false): void {
    if (reply.sent || reply.raw.headersSent) return;
    void reply.status(answer.status).headers(answer.headers).header('cache-control', 'no-store');
    const text = answer.text ?? JSON.stringify(answer.body);
    if (!isUnread) {
      sendJsonText(reply, text, answer.mediaType);
      return;
    }
    const body = Buffer.from(text);
    void reply.headers({ 'content-type': answer.mediaType, connection: 'close', 'content-length': body.length });
    void reply.send(lingeringAnswer(reply.request.raw, body));
  }

  private present(failure: Failure, request: FastifyRequest): WireAnswer {
    const wire = this.wires.of(routedPath(request.url));
    return wire ? wire.presentFailure(failure, request) : problemAnswer(failure);
  }

  private log(failure: Failure, error: unknown, request: FastifyRequest): void {
    if (failure.code !== 'internal_error' && failure.code !== 'unavailable') return;
    const write = (): void => {
      if (failure.code === 'internal_error') this.logger.error(describe(error), { requestId: request.id });
      else this.logger.warn(whatIsAway(error), { requestId: request.id });
    };
    const origin = originOfRequest(request);
    if (origin === null) write();
    else servingRequest(origin, write);
  }
}

function whatIsAway(error: unknown): string {
  if (!isDatabaseUnavailable(error)) return 'A dependency is unavailable';
  return `The database is unavailable (${databaseErrorName(error)})`;
}

/**
 * Name, message and stack, but no properties: a driver's error carries the query's parameters. Of a failed query not even
 * the message, which may quote a value.
 */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'A value that is no error was thrown';
  const stack = error.stack ?? error.message;
  if (!(error instanceof QueryFailedError)) return stack;
  const { code, table, constraint } = error.driverError as Partial<Record<'code' | 'table' | 'constraint', string>>;
  const facts = [code, table, constraint].filter((fact) => fact !== undefined).join(' ');
  return [`QueryFailedError ${facts}`, ...stack.split('\n').filter((line) => /^\s+at /u.test(line))].join('\n');
}
