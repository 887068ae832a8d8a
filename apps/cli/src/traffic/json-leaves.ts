/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The JSON value in a text; `undefined` when it is invalid. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with keys. */
export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name of a value's kind, for people. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Replaces every text and number in a value. @param key the name of the nearest object key, empty at the top */
export function mapLeaves(value: Json, change: (leaf: string | number, key: string) => Json, key = ''): Json {
  if (typeof value === 'string' || typeof value === 'number') return change(value, key);
  if (Array.isArray(value)) return value.map((each: Json) => mapLeaves(each, change, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapLeaves(each, change, name)]));
}
