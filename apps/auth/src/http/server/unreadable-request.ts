import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { failure, type FailureCode } from '../errors/failure';
import { problemAnswer } from '../errors/problem-details';

/** Errors of Node's HTTP parser with their own answer; all others mean that the data is not HTTP. */
const BY_CODE: Readonly<Record<string, FailureCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** The client disconnected in the middle of a request, which is logged as aborted. */
const CUT_OFF = 'HPE_INVALID_EOF_STATE';

const logger = new Logger('Request');

/**
 * Answers data that could not be parsed as a request, so that there is no route and no dialect. The connection is
 * closed, because the start of the next request is unknown. Answers to requests before it that are ready are sent first, at the end
 * of the turn (`registerBatchedAnswers`).
 */
export function refuseUnreadable(error: Error, socket: Socket): void {
  setImmediate(refuse, error, socket);
}

function refuse(error: Error, socket: Socket): void {
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
