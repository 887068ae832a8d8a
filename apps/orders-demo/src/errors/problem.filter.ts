import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { TokenRefusedException } from '@portero/token-guard/nest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseOutage } from '../database/database-outage';
import { DemoError, type DemoErrorCode } from './demo.error';
import { type Problem, problemOf, retryAfterOf } from './problems';

/** The refusals of Nest and Fastify. */
const CODES: ReadonlyMap<number | undefined, DemoErrorCode> = new Map([
  [400, 'malformed_request'],
  [404, 'not_found'],
  [413, 'payload_too_large'],
  [415, 'unsupported_media_type'],
]);

/** Answers every failure as a problem document. Unexpected errors are logged once, without details in the answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also used for failures before Nest. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // The guard has set its own headers: `WWW-Authenticate` or `Retry-After`.
    if (thrown instanceof TokenRefusedException) {
      send(reply, refusalOf(thrown));
      return;
    }
    const error = toDemoError(thrown);
    if (error.code === 'internal_error') {
      const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      this.logger.error(`${request.method} ${request.routeOptions.url ?? ''} ${request.id}: ${cause}`);
    }
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
    send(reply, problemOf(error));
  }
}

function send(reply: FastifyReply, problem: Problem): void {
  if (!reply.sent) void reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function refusalOf(refusal: TokenRefusedException): Problem {
  const status = refusal.getStatus();
  const title = status === 503 ? 'The token cannot be verified now' : 'The token is refused';
  const { message } = refusal.getResponse() as { readonly message: string };
  return { type: 'about:blank', title, status, detail: message, code: refusal.code };
}

function toDemoError(thrown: unknown): DemoError {
  if (thrown instanceof DemoError) return thrown;
  if (isDatabaseOutage(thrown)) return new DemoError('database_unavailable', {}, thrown);
  const code = CODES.get(statusIn(thrown));
  return code === undefined ? new DemoError('internal_error', {}, thrown) : new DemoError(code);
}

/** The status of such an error. */
function statusIn(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status: unknown = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
