import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../access/access.decorators';
import { EdgeError } from '../errors/failure';
import { Readiness } from './readiness.service';

const RETRY_AFTER_SECONDS = 2;

/** The probe of readiness, for operators and orchestrators. */
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

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
