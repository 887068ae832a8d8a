import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access/access.decorators';
import { Metrics } from './metrics.service';

/** The metrics on the main port. They exist only in documented mode without `MANAGEMENT_PORT`. */
@Controller()
@ApiExcludeController()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @Public()
  @Header('cache-control', 'no-store')
  async show(@Res() reply: FastifyReply): Promise<void> {
    void reply.header('content-type', this.metrics.mediaType).send(await this.metrics.text());
  }
}
