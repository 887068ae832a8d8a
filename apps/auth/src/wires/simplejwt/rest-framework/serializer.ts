import type { FieldProblem } from '@portero/identity';
import { EdgeError } from '@auth/http/errors/failure';
import { strip } from '../python/python-text';
import { isDictionary, PythonNumber, type PythonValue, typeName } from '../python/python-values';

/** What the framework calls problems that belong to no field. */
export const NON_FIELD = 'non_field_errors';

/** One thing that is wrong, before the field is known. */
type Problem = Pick<FieldProblem, 'code' | 'message'>;

const REQUIRED: Problem = { code: 'required', message: 'This field is required.' };
const NULL: Problem = { code: 'null', message: 'This field may not be null.' };
const BLANK: Problem = { code: 'blank', message: 'This field may not be blank.' };
const INVALID: Problem = { code: 'invalid', message: 'Not a valid string.' };
const NUL: Problem = { code: 'null_characters_not_allowed', message: 'Null characters are not allowed.' };

const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * Reads required text fields as the framework's serializers do: numbers are text, white space around is taken off,
 * everything wrong is told at once, in the order of the fields. Throws `validation_failed`.
 *
 * @param data what the body said; `undefined` when there was none
 */
export function readTextFields<Name extends string>(
  data: PythonValue | undefined,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const fields = dictionaryOf(data);
  const texts = names.map((name) => [name, readText(fields.get(name))] as const);
  const problems = texts.flatMap(([name, text]) =>
    typeof text === 'string' ? [] : text.map((problem) => ({ field: name, ...problem })),
  );
  if (problems.length > 0) throw new EdgeError('validation_failed', { fields: problems });
  return Object.fromEntries(texts) as Readonly<Record<Name, string>>;
}

/** A text field with the white space around it; `null` where there is none. */
export function textAsTyped(data: PythonValue | undefined, name: string): string | null {
  const value = data !== undefined && isDictionary(data) ? data.get(name) : null;
  return typeof value === 'string' ? value : null;
}

function dictionaryOf(data: PythonValue | undefined): ReadonlyMap<string, PythonValue> {
  if (data === undefined) return new Map();
  if (data === null) throw notADictionary({ code: 'null', message: 'No data provided' });
  if (isDictionary(data)) return data;
  throw notADictionary({
    code: 'invalid',
    message: `Invalid data. Expected a dictionary, but got ${typeName(data)}.`,
  });
}

function notADictionary(problem: Problem): EdgeError {
  return new EdgeError('validation_failed', { fields: [{ field: NON_FIELD, ...problem }] });
}

/** The text of a field, or what is wrong with it. */
function readText(value: PythonValue | undefined): string | readonly Problem[] {
  if (value === undefined) return [REQUIRED];
  if (value === null) return [NULL];
  const text = value instanceof PythonNumber ? value.text : value;
  if (typeof text !== 'string') return [INVALID];
  const stripped = strip(text);
  if (stripped === '') return [BLANK];
  const problems = [...nulProblem(stripped), ...surrogateProblem(stripped)];
  return problems.length > 0 ? problems : stripped;
}

function nulProblem(text: string): readonly Problem[] {
  return text.includes('\0') ? [NUL] : [];
}

function surrogateProblem(text: string): readonly Problem[] {
  const first = LONE_SURROGATE.exec(text)?.[0];
  if (first === undefined) return [];
  const codePoint = first.charCodeAt(0).toString(16).toUpperCase();
  return [
    { code: 'surrogate_characters_not_allowed', message: `Surrogate characters are not allowed: U+${codePoint}.` },
  ];
}
