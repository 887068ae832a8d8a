import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './access/access.decorators';
import { EdgeError } from './errors/failure';
import { Readiness } from './readiness.service';

const RETRY_AFTER_SECONDS = 2;

/** Probes for whoever runs the process. */
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers; nothing else is asked, so that a database outage restarts no replica. */
  @Get('livez')
  @Public()
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Requests can be served: the database answers within its time and takes writes, and the process is not ending. */
  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    if ((await this.readiness.problem()) === null) return { status: 'ok' };
    throw new EdgeError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
