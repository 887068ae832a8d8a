import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { ProblemFilter } from './errors/problem.filter';
import { registerSecurityHeaders, SECURITY_HEADERS } from './http/security-headers';
import { validationPipe } from './http/validation.pipe';
import { OrdersDemoModule } from './orders-demo.module';
import type { DemoSettings } from './settings/demo-settings';

/** Two tokens and what goes with them. */
const BODY_LIMIT = 32_768;
const REQUEST_TIMEOUT_MS = 30_000;

/** Warnings and errors alone, as lines of JSON. */
const LOGGER = new ConsoleLogger({ json: true, logLevels: ['warn', 'error', 'fatal'] });

/** Makes the service, ready to listen. Tests boot through it too. */
export async function createOrdersDemo(
  settings: DemoSettings,
  logger: LoggerService | false = LOGGER,
): Promise<NestFastifyApplication> {
  const filter = new ProblemFilter();
  const adapter = new FastifyAdapter(serverOptions(filter));
  registerSecurityHeaders(adapter.getInstance<FastifyInstance>());
  const app = await NestFactory.create<NestFastifyApplication>(OrdersDemoModule.with(settings), adapter, {
    logger,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(filter);
  return app;
}

function serverOptions(filter: ProblemFilter): FastifyHttpOptions<Server> {
  return {
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => {
      // No hook has seen such a request.
      filter.answer(error, request, reply.headers(SECURITY_HEADERS));
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  };
}
