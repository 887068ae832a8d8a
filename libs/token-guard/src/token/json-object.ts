import { isUtf8 } from 'node:buffer';
import { decodeSegment } from './base64url.js';

/** A JSON object; its values must be checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object: neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in a text; `undefined` if it is not one. */
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

/** An own member of an object, so that a member of a prototype is not mistaken for sent data. */
export function ownMember(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
