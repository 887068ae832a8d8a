/** A person who may log in, for the page to offer. */
export interface DemoAccount {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** The settings of the service. */
export interface DemoSettings {
  readonly http: { readonly host: string; readonly port: number };
  /** The folder of its database; `null` keeps the database in memory, for tests. */
  readonly databaseFolder: string | null;
  /** The connection to Portero. The secret never leaves the process. */
  readonly portero: {
    readonly url: string;
    readonly owner: string;
    /** A client of the owner with the scopes `verify`, `exchange` and `revoke`. */
    readonly clientId: string;
    readonly secret: string;
  };
  /** What happens when the revocation feed was silent for this long. */
  readonly revocations: { readonly fail: 'open' | 'closed'; readonly maxAgeSeconds: number };
  readonly accounts: readonly DemoAccount[];
}

/** Injects the {@link DemoSettings}. */
export const DEMO_SETTINGS = Symbol('DemoSettings');
