import type { ExampleResponse, VolatileValues } from '@auth/openapi/example-pairs';
import type { Answer } from '../http/http-client';
import type { KindContext, ValueKind, ValueKinds } from './value-kinds';

/** An answer as it is documented. */
export interface Expectation {
  readonly response: ExampleResponse;
  readonly volatile?: VolatileValues;
}

type Json = Record<string, unknown>;

const HEADER = 'header:';

/**
 * Everything in which an answer is not the documented one: status, media type, headers, and the whole body, with the keys
 * in their order at every level. Nothing is taken as it comes: a volatile value must be of its kind, and be there.
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

/** The value at a path (`result.0.id`) of a body; `undefined` when there is none. */
export function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), body);
}

/** The kind of that name. Throws when there is none: a kind that nobody checks would accept everything. */
export function kindOf(name: string, kinds: ValueKinds): ValueKind {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`No kind of value is called ${name}`);
  return kind;
}

function mismatch(
  path: string,
  kind: ValueKind,
  name: string,
  { printed, real, context }: { printed: unknown; real: unknown; context: KindContext },
): string[] {
  if (!kind.fits(printed)) return [`${path}: the printed value is no ${name}`];
  if (kind.fits(real) && kind.matches(real as never, printed as never, context)) return [];
  return [`${path}: ${JSON.stringify(real)} does not stand for ${name} ${JSON.stringify(printed)}`];
}

/** Fills an array of which the document shows only the beginning; the rest has the shape of its first element. */
function completeExcerpts(body: unknown, actual: unknown, excerpt: Readonly<Record<string, number>>): string[] {
  return Object.entries(excerpt).flatMap(([path, length]) => {
    const [shown, real] = [valueAt(body, path), valueAt(actual, path)];
    if (!Array.isArray(shown) || !Array.isArray(real)) return [`${path} is no array`];
    if (shown.length === 0 || shown.length >= length) return [`${path} shows no excerpt`];
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
