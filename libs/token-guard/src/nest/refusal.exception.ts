import { HttpException } from '@nestjs/common';
import type { TokenErrorCode } from '../errors/error-codes.js';
import { type TokenErrorResponse } from '../errors/error-response.js';
import type { TokenError } from '../errors/token-error.js';

/** The exception of the guard. Nest answers it with `{status, code, message}` unless a filter changes that. */
export class TokenRefusedException extends HttpException {
  readonly code: TokenErrorCode;

  constructor(error: TokenError, refusal: TokenErrorResponse) {
    super(refusal.body, refusal.status, { cause: error });
    this.code = error.code;
  }
}
