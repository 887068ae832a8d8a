/** Where two JSON documents differ. */
export interface JsonDifference {
  /** The keys and indexes on the way there, joined by slashes. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

const ABSENT = 'absent';
const SHOWN_LENGTH = 120;

/** The first places where two JSON documents differ: a diff of the whole would be longer than anyone reads. */
export function jsonDifferences(expected: unknown, actual: unknown, limit = 20): JsonDifference[] {
  return [...differencesAt('', expected, actual)].slice(0, limit);
}

function* differencesAt(path: string, expected: unknown, actual: unknown): Generator<JsonDifference> {
  if (Object.is(expected, actual)) return;
  if (!isContainer(expected) || !isContainer(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    yield { path, expected: shown(expected), actual: shown(actual) };
    return;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)]))
    yield* differencesAt(`${path}/${key}`, expected[key], actual[key]);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? ABSENT : JSON.stringify(value).slice(0, SHOWN_LENGTH);
}
