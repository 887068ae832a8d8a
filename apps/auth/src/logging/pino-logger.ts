import type { LoggerService } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { currentTraceId } from '@portero/database';
import { currentRequest } from '@portero/identity';
import { type DestinationStream, type Logger, pino } from 'pino';
import { bufferedOutput } from './buffered-output';
import { conceal } from './conceal';
import { RequestLine } from './request-line';

/** Nest's log calls as JSON lines. A line that is written for a request carries its id, if the request has a context. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;
  /** For the lines of requests, which contain the request's id already. */
  private readonly requests: Logger;

  /** @param destination standard output unless it is given */
  constructor({ level }: Settings['logs'], destination?: DestinationStream) {
    const options = { level, base: null, timestamp: isoTime };
    const output = destination ?? bufferedOutput();
    this.pino = pino({ ...options, mixin: requestFields }, output);
    this.requests = pino(options, output);
  }

  log(message: unknown, ...rest: unknown[]): void {
    if (isRequestLine(message)) {
      this.requests.info(message);
      return;
    }
    // Nest reports every module and route at this level while it boots.
    const { context } = readRest(rest);
    const isBoot = context !== undefined && BOOT_CONTEXTS.has(context);
    this.pino[isBoot ? 'debug' : 'info'](...line(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (isRequestLine(message)) {
      this.requests.error(message);
      return;
    }
    // `main` reports a failed start in a sentence.
    const isBoot = readRest(rest).context === 'ExceptionHandler';
    this.pino[isBoot ? 'debug' : 'error'](...line(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    if (isRequestLine(message)) {
      this.requests.warn(message);
      return;
    }
    this.pino.warn(...line(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.pino.debug(...line(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.pino.trace(...line(message, rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.pino.fatal(...line(message, rest));
  }
}

const latest = { milliseconds: 0, field: '' };

/** The time of a line, as pino writes it (ISO 8601). Lines of the same millisecond share its text. */
function isoTime(): string {
  const now = Date.now();
  if (now !== latest.milliseconds) {
    latest.milliseconds = now;
    latest.field = `,"time":"${new Date(now).toISOString()}"`;
  }
  return latest.field;
}

/**
 * The line of a request has only values that cannot contain a secret: its id, its method, the pattern of its route, and
 * numbers. It is written unchanged.
 */
function isRequestLine(message: unknown): message is RequestLine {
  return message instanceof RequestLine;
}

const BOOT_CONTEXTS: ReadonlySet<string> = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
  'NestApplication',
]);

/** Nest hands the context over as the last argument, and objects before it. */
function readRest(rest: readonly unknown[]): { context?: string; fields: Record<string, unknown> } {
  const last = rest.at(-1);
  const objects = rest.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
  const fields = Object.assign({}, ...objects) as Record<string, unknown>;
  return typeof last === 'string' ? { context: last, fields } : { fields };
}

function line(message: unknown, rest: readonly unknown[]): [Record<string, unknown>, string?] {
  const { context, fields } = readRest(rest);
  const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {};
  const base = { ...(context === undefined ? {} : { context }), ...fields, ...stack };
  if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
    return [concealed({ ...base, ...message })];
  }
  return [concealed(base), conceal(message instanceof Error ? message.message : String(message))];
}

function concealed(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? conceal(value) : value]));
}

/** Fields about the current request; the line of the request itself has them already. */
function requestFields(): Readonly<Record<string, string>> {
  const request = currentRequest();
  const traceId = currentTraceId();
  return {
    ...(request === null ? {} : { requestId: request.requestId }),
    ...(request?.wire ? { dialect: request.wire } : {}),
    ...(request?.provenOwnerUuid === undefined ? {} : { ownerId: request.provenOwnerUuid }),
    ...(traceId === null ? {} : { traceId }),
  };
}
