import type { Difference } from './difference';
import { isRecord, type Json, parseJson, typeName } from './json-leaves';
import { maskLeaf, maskText } from './mask';
import type { ValueMap } from './value-map';
import { volatileKind } from './volatile-kind';

/** A place in a body. */
interface Place {
  readonly at: string;
  readonly key: string;
}

/** Compares two bodies: values, types, and the order of keys at every level. */
export function compareBodies(recorded: string, actual: string, values: ValueMap): Difference[] {
  const [before, now] = [parseJson(recorded), parseJson(actual)];
  if (before !== undefined && now !== undefined) return compareJson(before, now, { at: 'body', key: '' }, values);
  if (values.text(recorded) === actual) return [];
  if (before !== undefined || now !== undefined)
    return [{ at: 'body', problem: now === undefined ? 'was JSON and is not now' : 'is JSON now and was not' }];
  return [{ at: 'body', problem: `${shown(recorded, '')} is now ${shown(actual, '')}` }];
}

function compareJson(recorded: Json, actual: Json, place: Place, values: ValueMap): Difference[] {
  const { at } = place;
  if (typeName(recorded) !== typeName(actual))
    return [{ at, problem: `${typeName(recorded)} is now ${typeName(actual)}` }];
  if (Array.isArray(recorded) && Array.isArray(actual)) return compareLists(recorded, actual, place, values);
  if (isRecord(recorded) && isRecord(actual)) return compareRecords(recorded, actual, place, values);
  return compareLeaves(recorded, actual, place, values);
}

function compareLists(
  recorded: readonly Json[],
  actual: readonly Json[],
  place: Place,
  values: ValueMap,
): Difference[] {
  const { at, key } = place;
  const differences = recorded
    .slice(0, actual.length)
    .flatMap((each, index) => compareJson(each, actual[index] ?? null, { at: `${at}.${index}`, key }, values));
  if (recorded.length === actual.length) return differences;
  return [...differences, { at, problem: `had ${recorded.length} elements and has ${actual.length} now` }];
}

function compareRecords(
  recorded: { readonly [key: string]: Json },
  actual: { readonly [key: string]: Json },
  { at }: Place,
  values: ValueMap,
): Difference[] {
  const [before, now] = [Object.keys(recorded), Object.keys(actual)];
  const kept = before.filter((key) => Object.hasOwn(actual, key));
  const inNewOrder = now.filter((key) => Object.hasOwn(recorded, key));
  return [
    ...before
      .filter((key) => !Object.hasOwn(actual, key))
      .map((key) => ({ at: `${at}.${key}`, problem: 'is missing' })),
    ...now.filter((key) => !Object.hasOwn(recorded, key)).map((key) => ({ at: `${at}.${key}`, problem: 'is new' })),
    ...(kept.join('\0') === inNewOrder.join('\0')
      ? []
      : [{ at, problem: `keys came as ${kept.join(', ')} and come as ${inNewOrder.join(', ')} now` }]),
    ...kept.flatMap((key) =>
      compareJson(recorded[key] ?? null, actual[key] ?? null, { at: `${at}.${key}`, key }, values),
    ),
  ];
}

function compareLeaves(recorded: Json, actual: Json, { at, key }: Place, values: ValueMap): Difference[] {
  if (isScalar(recorded) && isScalar(actual)) {
    const kind = volatileKind(key, recorded, actual);
    if (kind !== null) {
      const expected = kind === 'id' ? values.known(recorded) : undefined;
      values.learn(kind, recorded, actual);
      if (expected === undefined || expected === String(actual) || recorded === actual) return [];
      return [{ at, problem: `${recorded} stood for ${expected} before and stands for ${actual} now` }];
    }
  }
  const expected = typeof recorded === 'string' ? values.text(recorded) : recorded;
  if (expected === actual) return [];
  return [{ at, problem: `${shown(recorded, key)} is now ${shown(actual, key)}` }];
}

function isScalar(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function shown(value: Json, key: string): string {
  if (!isScalar(value)) return JSON.stringify(value);
  return JSON.stringify(key === '' && typeof value === 'string' ? maskText(value) : maskLeaf(value, key));
}
