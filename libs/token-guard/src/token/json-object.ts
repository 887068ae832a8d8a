import { isUtf8 } from 'node:buffer';
import { decodeSegment } from './base64url.js';

/** What JSON calls an object; whatever is read from it has to be checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object: neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a text is; `undefined` if it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object in a base64url segment; `undefined` unless it is canonical base64url of well-formed UTF-8 of an object. */
export function decodeJsonSegment(segment: string): JsonObject | undefined {
  const bytes = decodeSegment(segment);
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  return parseJsonObject(bytes.toString('utf8'));
}

/** A member of an object that is its own, so that nothing on a prototype is taken for something that was sent. */
export function ownMember(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
