import type { ExampleResponse, VolatileValues } from '@auth/openapi/example-pairs';
import type { Answer } from '../http/http-client';
import type { KindContext, ValueKind, ValueKinds } from './value-kinds';

/** A documented answer. */
export interface Expectation {
  readonly response: ExampleResponse;
  readonly volatile?: VolatileValues;
}

type Json = Record<string, unknown>;

const HEADER = 'header:';

/**
 * All differences between an answer and the documented one: in status, media type, headers and the whole body, including the
 * order of keys at every level. A volatile value must exist and be of its kind.
 */
export function differences(
  { response, volatile = {} }: Expectation,
  actual: Answer,
  context: KindContext,
  kinds: ValueKinds,
): string[] {
  if (actual.status !== response.status || actual.mediaType !== response.mediaType) {
    return [`answered ${actual.status} ${actual.mediaType}: ${actual.text}`];
  }
  const problems: string[] = [];
  const body = context.substitution.body(response.body);
  for (const [path, kind] of Object.entries(volatile)) {
    const [printed, real] = path.startsWith(HEADER)
      ? [response.headers?.[path.slice(HEADER.length)], actual.headers.get(path.slice(HEADER.length))]
      : [valueAt(response.body, path), valueAt(actual.json, path)];
    problems.push(...mismatch(path, kindOf(kind, kinds), kind, { printed, real, context }));
    if (!path.startsWith(HEADER)) replaceAt(body, path, real);
  }
  for (const [name, printed] of Object.entries(response.headers ?? {})) {
    const [expected, real] = [context.substitution.header(name, printed), actual.headers.get(name)];
    if (!(`${HEADER}${name}` in volatile) && real !== expected) problems.push(`${name}: ${real ?? 'missing'}`);
  }
  problems.push(...completeExcerpts(body, actual.json, response.excerpt ?? {}));
  const [expected, real] = [JSON.stringify(body), JSON.stringify(actual.json)];
  return real === expected ? problems : [...problems, `the body is ${real}, not ${expected}`];
}

/** The value at a path (`result.0.id`) of a body; `undefined` if there is none. */
export function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), body);
}

/** The kind with the given name. Throws if there is none, because an unknown kind would accept every value. */
export function kindOf(name: string, kinds: ValueKinds): ValueKind {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`There is no kind of value named ${name}`);
  return kind;
}

function mismatch(
  path: string,
  kind: ValueKind,
  name: string,
  { printed, real, context }: { printed: unknown; real: unknown; context: KindContext },
): string[] {
  if (!kind.fits(printed)) return [`${path}: the printed value is not of the kind ${name}`];
  if (kind.fits(real) && kind.matches(real as never, printed as never, context)) return [];
  return [`${path}: ${JSON.stringify(real)} cannot stand for ${name} ${JSON.stringify(printed)}`];
}

/** Completes an array of which the document shows only the beginning. The rest must have the shape of its first element. */
function completeExcerpts(body: unknown, actual: unknown, excerpt: Readonly<Record<string, number>>): string[] {
  return Object.entries(excerpt).flatMap(([path, length]) => {
    const [shown, real] = [valueAt(body, path), valueAt(actual, path)];
    if (!Array.isArray(shown) || !Array.isArray(real)) return [`${path} is not an array`];
    if (shown.length === 0 || shown.length >= length) return [`${path} is not shown as an excerpt`];
    if (real.length !== length) return [`${path} has ${real.length} elements, not ${length}`];
    const rest: unknown[] = real.slice(shown.length);
    const strays = rest.filter((each) => shapeOf(each) !== shapeOf(shown[0]));
    shown.push(...rest);
    return strays.map((each) => `${path} has an element of another shape: ${JSON.stringify(each)}`);
  });
}

function shapeOf(value: unknown): string {
  if (!isObject(value)) return typeof value;
  return JSON.stringify(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

function replaceAt(body: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.length === 0 ? body : valueAt(body, keys.join('.'));
  if (isObject(parent) && last in parent) parent[last] = value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
