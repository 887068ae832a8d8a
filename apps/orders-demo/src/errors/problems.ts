import type { DemoError, DemoErrorCode } from './demo.error';

/** Problem details of RFC 9457. `code` is stable; programs decide by it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly fields?: readonly string[];
}

const MEANINGS: Readonly<Record<DemoErrorCode, readonly [status: number, title: string]>> = {
  malformed_request: [400, 'The request cannot be read'],
  validation_failed: [400, 'A field is wrong'],
  log_in_refused: [403, 'Portero refused the log-in'],
  session_over: [403, 'The session is over'],
  not_found: [404, 'There is nothing here'],
  order_not_found: [404, 'There is no such order'],
  order_already_shipped: [409, 'The order was shipped already'],
  payload_too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The body must be JSON'],
  too_many_attempts: [429, 'Too many attempts'],
  database_unavailable: [503, 'The database does not answer'],
  portero_unavailable: [503, 'Portero does not answer'],
  internal_error: [500, 'Something went wrong here'],
};

/** `Retry-After` in seconds of short outages. */
const SOON = 2;

/** The form of a refusal. */
export function problemOf({ code, details }: DemoError): Problem {
  const [status, title] = MEANINGS[code];
  const { detail, fields } = details;
  return {
    type: 'about:blank',
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    ...(fields === undefined ? {} : { fields }),
  };
}

/** The `Retry-After`, for refusals that have one. */
export function retryAfterOf({ code, details }: DemoError): number | null {
  const [status] = MEANINGS[code];
  return details.retryAfterSeconds ?? (status === 503 ? SOON : null);
}
