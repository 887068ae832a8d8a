import { HttpException } from '@nestjs/common';
import { isDatabaseUnavailable } from '@portero/database';
import { IdentityError } from '@portero/identity';
import { EdgeError, type Failure, failure, type FailureCode } from './failure';

/** The `Retry-After` when a dependency is down. */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** Errors of Fastify and of Node's HTTP parser, by their codes. */
const BY_CODE: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
};

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  400: 'malformed_request',
  401: 'not_authenticated',
  403: 'forbidden',
  404: 'route_not_found',
  408: 'request_timeout',
  413: 'payload_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  417: 'expectation_failed',
  431: 'headers_too_large',
  503: 'unavailable',
};

/** Converts any thrown value into a failure. Unknown errors become `internal_error` without details. */
export function toFailure(error: unknown): Failure {
  if (error instanceof IdentityError) {
    const { fields = [], retryAfterSeconds = null, limit = null } = error.details;
    return failure(error.code, { fields, retryAfterSeconds, limit });
  }
  if (error instanceof EdgeError) return failure(error.code, error.details);
  if (isAbortedRequest(error)) return failure('malformed_request');
  if (isDatabaseUnavailable(error)) return failure('unavailable', { retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS });
  if (error instanceof HttpException) return failure(BY_STATUS[error.getStatus()] ?? 'internal_error');
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return failure(BY_CODE[code] ?? 'internal_error');
}

/** The client disconnected in the middle of its body. Node reports ECONNRESET, as for a lost database connection. */
function isAbortedRequest(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';
}
