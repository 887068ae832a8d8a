import { EdgeError, failure, type Failure } from '@auth/http/errors/failure';

/** The failure that a piece of code throws. */
export function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof EdgeError) return failure(error.code, error.details);
    throw error;
  }
  throw new Error('No failure was thrown');
}
