/** Facebook's description of an access token: the used part of `data` in its `debug_token` answer. */
export interface DebuggedToken {
  readonly appId: string;
  readonly userId: string;
  readonly isValid: boolean;
  /** `USER`, `PAGE`, `APP`… */
  readonly type: string;
  /** Seconds since 1970; 0 for a token without an expiry. */
  readonly expiresAt: number;
}

/** Reads an answer; `null` when it is not one. Facebook writes ids as text, and older versions as numbers. */
export function readDebuggedToken(text: string): DebuggedToken | null {
  const data = fieldOf(parse(text), 'data');
  const isValid = fieldOf(data, 'is_valid');
  if (typeof isValid !== 'boolean') return null;
  const expiresAt = fieldOf(data, 'expires_at') ?? 0;
  return {
    appId: idOf(data, 'app_id'),
    userId: idOf(data, 'user_id'),
    isValid,
    type: textOf(data, 'type'),
    expiresAt: typeof expiresAt === 'number' ? expiresAt : Number.NaN,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

function textOf(data: unknown, name: string): string {
  const text = fieldOf(data, name) ?? '';
  return typeof text === 'string' ? text : 'unknown';
}

function idOf(data: unknown, name: string): string {
  const id = fieldOf(data, name);
  return typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '';
}
