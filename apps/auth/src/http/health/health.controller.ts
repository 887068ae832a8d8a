import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.decorators';
import { EdgeError } from '../errors/failure';
import { AnswersDirectly } from '../routes/direct-routes';
import { Readiness } from './readiness.service';

const RETRY_AFTER_SECONDS = 2;

const ALIVE = JSON.stringify({ status: 'ok' });

/** The probes of operators and orchestrators. */
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Whether the process answers at all. A database outage must not make an orchestrator restart every replica. */
  @Get('livez')
  @Public()
  @AnswersDirectly()
  live(@Req() _request: FastifyRequest, @Res() reply: FastifyReply): void {
    void reply.type('application/json; charset=utf-8').send(ALIVE);
  }

  /**
   * Whether requests can be served: the database answers in time and accepts writes, and the process is not shutting
   * down.
   */
  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    if ((await this.readiness.problem()) === null) return { status: 'ok' };
    throw new EdgeError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
