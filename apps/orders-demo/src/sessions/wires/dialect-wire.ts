/** A request to Portero, as a client of the dialect would send it. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The input of a user. */
export interface Login {
  readonly email: string;
  readonly password: string;
}

/** The tokens of a dialect. */
export interface DialectTokens {
  readonly access: string;
  /** `null` where the dialect has none. */
  readonly refresh: string | null;
}

/** The requests of one dialect. Unsupported operations are missing. */
export interface DialectWire {
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** @param owner of the users, for the dialect whose requests name it */
  readonly logIn: (login: Login, owner: string) => WireRequest;
  /** The tokens in an answer to log-in or refresh; `undefined` if there are none. */
  readonly tokensIn: (body: unknown) => Partial<DialectTokens> | undefined;
  readonly refresh?: (tokens: DialectTokens) => WireRequest;
  readonly logOut?: (tokens: DialectTokens) => WireRequest;
}

/** The text at a place in a body, if any. */
export function textAt(body: unknown, ...path: readonly string[]): string | undefined {
  let value = body;
  for (const name of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The tokens that exist; missing ones have no key. */
export function tokens(access: string | undefined, refresh?: string): Partial<DialectTokens> | undefined {
  if (access === undefined) return undefined;
  return refresh === undefined ? { access } : { access, refresh };
}

/** The header of a Bearer token. */
export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
