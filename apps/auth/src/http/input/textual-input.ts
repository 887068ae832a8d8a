/**
 * Marks objects whose values are all text: forms, queries and path parameters. A `WeakSet` would keep each of them, and all that
 * it refers to, until the next large garbage collection.
 */
const TEXTUAL = Symbol('textual');

/** Marks an object whose values are text, so that numbers and flags in it may be converted. JSON is never marked. */
export function markTextual<T extends object>(input: T): T {
  return Object.defineProperty(input, TEXTUAL, { value: true });
}

/** Whether the values of an object arrived as text. */
export function isTextual(input: unknown): boolean {
  return typeof input === 'object' && input !== null && TEXTUAL in input;
}
