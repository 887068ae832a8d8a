import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { failure, type FailureCode } from './errors/failure';
import { problemAnswer } from './errors/problem-details';

/** What Node's HTTP parser complains about; everything else is simply not HTTP. */
const BY_CODE: Readonly<Record<string, FailureCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** The client went away in the middle of a request, which is logged as aborted. */
const CUT_OFF = 'HPE_INVALID_EOF_STATE';

const logger = new Logger('Request');

/**
 * Answers what could not be read as a request at all, so that there is no request to route and no dialect to ask.
 * The connection is closed: where the next request would begin is unknown.
 */
export function refuseUnreadable(error: Error, socket: Socket): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (code !== CUT_OFF) logger.warn({ unreadable: code });
  const { status, mediaType, body } = problemAnswer(failure(BY_CODE[code] ?? 'malformed_request'));
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${mediaType}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => {
    socket.destroy();
  });
}
