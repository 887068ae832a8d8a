import { Logger } from '@nestjs/common';
import { currentTraceId } from '@portero/database';
import type { RequestObserver } from '../http/requests/request-end';
import { originOfRequest } from '../http/requests/request-origin';
import type { TrustedProxies } from '../http/requests/trusted-proxies';
import { REQUEST_CONTEXT, RequestLine } from './request-line';

const logger = new Logger(REQUEST_CONTEXT);

/**
 * One line a request: the route's pattern instead of the URL, because URLs carry ids, and nothing of headers and
 * bodies, because those carry tokens, codes and e-mails. An answer that was sent whole is logged by its status, and a client
 * that went away or was too slow as `aborted`.
 */
export function requestLog(proxies: TrustedProxies): RequestObserver {
  return (request) => {
    // Read now: the address is gone when the connection is.
    const traceId = currentTraceId() ?? proxies.traceId(request.raw);
    return ({ route, status, milliseconds }) => {
      const line = new RequestLine(request, { route, status, milliseconds }, originOfRequest(request), traceId);
      if (status === null || (status >= 400 && status < 500)) logger.warn(line);
      else if (status >= 500) logger.error(line);
      else logger.log(line);
    };
  };
}
