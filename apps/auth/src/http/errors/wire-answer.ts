import { rateLimitHeaders } from '../limits/rate-limit-headers';
import type { Failure } from './failure';

/** An answer, ready for the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
  /** The body in the wire's own JSON formatting, if it has one. */
  readonly text?: string;
}

/** The HTTP headers of a failure, for every dialect (RFC 9110, sections 10.2.1, 10.2.3 and 11.6.1). */
export function failureHeaders(failure: Failure): Record<string, string> {
  const headers: Record<string, string> = {};
  if (failure.retryAfterSeconds !== null) headers['retry-after'] = String(failure.retryAfterSeconds);
  if (failure.limit !== null) Object.assign(headers, rateLimitHeaders(failure.limit));
  if (failure.code === 'method_not_allowed') headers['allow'] = failure.allow.join(', ');
  if (failure.acceptEncoding !== null) headers['accept-encoding'] = failure.acceptEncoding;
  if (failure.challenge !== null) headers['www-authenticate'] = failure.challenge;
  return headers;
}
