/** A JSON object of another service. Any member may be absent. */
export type LooseObject = Readonly<Record<string, unknown>>;

/** The JSON object in a text; `null` for any other text. */
export function objectIn(text: string): LooseObject | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A value that is an object; `null` for any other. */
export function objectOf(value: unknown): LooseObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LooseObject) : null;
}

/** A text that is not empty; `null` for any other value. */
export function textIn(object: LooseObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id that is a number or a text; `null` for any other value. */
export function idIn(object: LooseObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textIn(object, name);
}

/** The claims of a JWT of another service. It came directly from that service, so its signature is not checked. */
export function claimsIn(token: string | null): LooseObject | null {
  return token === null ? null : objectIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
