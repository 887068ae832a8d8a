import type { FieldProblem } from '@portero/identity';
import { PROBLEMS, problemAnswer, type ProblemEntry } from '../../http/errors/problem-details';
import type { Failure, FailureCode } from '../../http/errors/failure';
import type { WireAnswer } from '../../http/errors/wire-answer';

/**
 * The document prints no errors; ours are problem documents (RFC 9457) with the service's own texts. The `Record` is
 * total: a new code does not compile until it is answered here.
 */
export const AUTH100_ERRORS: Readonly<Record<FailureCode, ProblemEntry>> = PROBLEMS;

/** Fields by the name in the core, with their name on this wire. */
const FIELD_NAMES: Readonly<Record<string, string>> = { role: 'rol', roleId: 'rol', countryCode: 'country-code' };

/** A failure as Auth100's clients get it. */
export function presentAuth100Failure(failure: Failure): WireAnswer {
  return problemAnswer({ ...failure, fields: failure.fields.map(renamed) });
}

function renamed(problem: FieldProblem): FieldProblem {
  const field = FIELD_NAMES[problem.field];
  return field === undefined ? problem : { ...problem, field, message: problem.message.replace(problem.field, field) };
}
