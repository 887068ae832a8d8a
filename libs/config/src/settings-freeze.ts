import { inspect } from 'node:util';

const CONCEALED = '[settings]';

/** Deeply freezes plain objects and arrays. Bytes and key objects cannot be frozen and stay unchanged. */
export function freezeDeep<T extends object>(value: T): T {
  for (const { value: inner } of Object.values(Object.getOwnPropertyDescriptors(value)) as { value?: unknown }[]) {
    if (isPlain(inner) && !Object.isFrozen(inner)) freezeDeep(inner);
  }
  return Object.freeze(value);
}

/**
 * Makes an object that holds secrets print as `[settings]` in logs and JSON. The marks are not enumerable, so that a
 * copy or a comparison of the object sees its values only.
 */
export function conceal<T extends object>(value: T): T {
  Object.defineProperty(value, 'toJSON', { value: () => CONCEALED });
  Object.defineProperty(value, inspect.custom, { value: () => CONCEALED });
  return value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
