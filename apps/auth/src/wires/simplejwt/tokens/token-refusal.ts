import { IdentityError, type IdentityErrorCode } from '@portero/identity';
import { EdgeError } from '@auth/http/errors/failure';
import { TOKEN_PROBLEMS, type TokenProblem } from './token-claims';

/** What the core may say of a token; the original has one sentence for all of it. */
const REFUSALS: ReadonlySet<IdentityErrorCode> = new Set([
  'token_invalid',
  'token_expired',
  'refresh_token_reused',
  'account_disabled',
  'not_verified',
]);

/** A token that is not valid, in one of the original's sentences. */
export function notValid(problem: TokenProblem): EdgeError {
  return new EdgeError('token_invalid', { detail: problem });
}

/**
 * Turns what the core says of a token into the original's words, and leaves everything else as it is.
 *
 * @param reused what to say of a refresh token that was exchanged already
 */
export async function inItsWords<T>(work: Promise<T>, reused: TokenProblem = TOKEN_PROBLEMS.invalid): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof IdentityError) || !REFUSALS.has(error.code)) throw error;
    throw notValid(error.code === 'refresh_token_reused' ? reused : TOKEN_PROBLEMS.invalid);
  }
}
