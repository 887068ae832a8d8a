/** Objects whose values are all text: forms, queries and path parameters. */
const textual = new WeakSet();

/** Marks an object whose values are text, so that numbers and flags in it may be converted. JSON is never marked. */
export function markTextual<T extends object>(input: T): T {
  textual.add(input);
  return input;
}

/** Whether the values of an object arrived as text. */
export function isTextual(input: unknown): boolean {
  return typeof input === 'object' && input !== null && textual.has(input);
}
