/** A JSON object of another service: nothing in it is known to be there. */
export type LooseObject = Readonly<Record<string, unknown>>;

/** The object that a text is; `null` for any other text. */
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

/** A text that says something; `null` for any other value. */
export function textIn(object: LooseObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id that is a number or a text; `null` for any other value. */
export function idIn(object: LooseObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textIn(object, name);
}

/** What a JWT of another service claims. It came straight from there, so the signature proves nothing more. */
export function claimsIn(token: string | null): LooseObject | null {
  return token === null ? null : objectIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
