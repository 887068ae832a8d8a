/** The refusals of this service. token-guard refuses invalid tokens. */
export type DemoErrorCode =
  | 'malformed_request'
  | 'validation_failed'
  | 'log_in_refused'
  | 'session_over'
  | 'not_found'
  | 'order_not_found'
  | 'order_already_shipped'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_attempts'
  | 'database_unavailable'
  | 'portero_unavailable'
  | 'internal_error';

/** Further data of a failure, without secrets. */
export interface DemoErrorDetails {
  readonly detail?: string;
  /** One sentence for each field that is wrong. */
  readonly fields?: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** A refusal by its code, which decides the status and the message. */
export class DemoError extends Error {
  override readonly name = 'DemoError';

  constructor(
    readonly code: DemoErrorCode,
    readonly details: DemoErrorDetails = {},
    cause?: unknown,
  ) {
    super(code, cause === undefined ? undefined : { cause });
  }
}
