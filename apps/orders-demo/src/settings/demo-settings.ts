/** A person who may log in, for the page to offer. */
export interface DemoAccount {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** What the service has to be told. */
export interface DemoSettings {
  readonly http: { readonly host: string; readonly port: number };
  /** Of the database of its own; `null` keeps it in memory, for tests. */
  readonly databaseFolder: string | null;
  /** Portero, as this back end knows it. The secret never leaves the process. */
  readonly portero: {
    readonly url: string;
    readonly owner: string;
    /** A client of the owner with the scopes `verify`, `exchange` and `revoke`. */
    readonly clientId: string;
    readonly secret: string;
  };
  /** What happens when revocations were not heard for so long. */
  readonly revocations: { readonly fail: 'open' | 'closed'; readonly maxAgeSeconds: number };
  readonly accounts: readonly DemoAccount[];
}

/** Injects the {@link DemoSettings}. */
export const DEMO_SETTINGS = Symbol('DemoSettings');
