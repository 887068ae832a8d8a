import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from './access/access.decorators';
import { EdgeError } from './errors/failure';

const TIME_LIMIT_MS = 2000;
const RETRY_AFTER_SECONDS = 2;

/** Probes for whoever runs the process. */
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(private readonly dataSource: DataSource) {}

  /** The process answers; nothing else is asked, so that a database outage restarts no replica. */
  @Get('livez')
  @Public()
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Requests can be served: the database answers within its time. */
  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    if (await this.databaseAnswers()) return { status: 'ok' };
    throw new EdgeError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  private async databaseAnswers(): Promise<boolean> {
    const limit = new Promise<false>((resolve) => setTimeout(resolve, TIME_LIMIT_MS, false).unref());
    const answer = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([answer, limit]);
  }
}
