import type { MailAddress, PasswordList } from './kinds/service.kinds';
import type { OwnerBinding } from './owner-binding';
import type { ContractMode, SettingsTable, SettingValues } from './settings-table';

/**
 * All settings, checked and deeply frozen. Paths are absolute, durations are in seconds. The parts that hold secrets
 * print as `[settings]` in logs and JSON.
 */
export interface Settings {
  readonly mode: ContractMode;
  readonly nodeEnv: 'development' | 'test' | 'production';
  /** Documented mode in production, which is logged as a warning at start. */
  readonly documentedInProduction: boolean;
  /** The folder for all data that the service stores itself. */
  readonly dataDir: string;
  readonly http: HttpSettings;
  readonly database: DatabaseConnection;
  readonly secrets: SecretSettings;
  readonly passwords: PasswordSettings;
  readonly codes: { readonly length: number; readonly lifetimeSeconds: number };
  readonly sessions: {
    readonly idleSeconds: number;
    readonly absoluteSeconds: number;
    /** The maximum number of open sessions of a user in one dialect. */
    readonly perUser: number;
    /** How the retry of a used refresh token is answered within the grace period. */
    readonly refreshRetry: 'refuse' | 'repeat';
  };
  readonly keys: KeySettings;
  readonly mail: MailSettings;
  readonly owners: {
    readonly signup: 'open' | 'closed';
    /** ISO 3166-1 alpha-2, in capitals. */
    readonly defaultCountry: string;
  };
  /** The dialects to serve; `null` for all of them. */
  readonly dialects: readonly string[] | null;
  readonly limits: LimitSettings;
  readonly audit: { readonly retentionDays: number };
  readonly logs: { readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent' };
  readonly tracing: TracingSettings;
  /** Whether `DIALECTS` leaves the dialect in. */
  speaks(dialect: string): boolean;
  /**
   * The owner that `<DIALECT>_OWNER` binds the dialect to; `null` when it is unset.
   *
   * @throws SettingsError for a malformed one; at start already if the dialect was handed to `loadSettings`
   */
  ownerBinding(dialect: string): OwnerBinding | null;
  /**
   * The values of a wire's own settings table.
   *
   * @throws SettingsError for wrong values; at start already if the table was handed to `loadSettings`
   */
  of<T extends SettingsTable>(table: T): SettingValues<T>;
}

/** Where the service listens, and the limits of connections. */
export interface HttpSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** The URL was not set: with port 0 it must be completed with the port that the service listens on. */
  readonly publicUrlIsDefault: boolean;
  /** Whether only programs on this machine can reach the service. */
  readonly listensOnLoopback: boolean;
  /** Further host names without ports, in lower case. */
  readonly allowedHosts: readonly string[];
  /** Web origins whose pages may call the service. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[];
  readonly requestTimeoutSeconds: number;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeoutSeconds: number;
  readonly shutdownTimeoutSeconds: number;
  /** How long requests are served after SIGTERM while `/readyz` already fails. */
  readonly shutdownDelaySeconds: number;
  /** The port of probes and metrics; `null` for none of their own. */
  readonly managementPort: number | null;
}

/** The embedded database in a folder of its own, or a PostgreSQL server; the URL may carry a password. */
export type DatabaseConnection = { readonly prepared: 'on' | 'off' } & (
  | { readonly kind: 'embedded'; readonly folder: string }
  | {
      readonly kind: 'server';
      readonly url: string;
      /** The same database without a pooler in between; `null` where `url` has none. */
      readonly directUrl: string | null;
      /** A hot standby that may answer what only reads; `null` for none. */
      readonly readUrl: string | null;
      readonly migrationWaitSeconds: number;
      readonly poolSize: number;
      /** How many requests may wait for a connection. */
      readonly poolWaiting: number;
      readonly statementTimeoutSeconds: number;
      readonly connectTimeoutSeconds: number;
      /** How long a request may wait for a connection. */
      readonly poolTimeoutSeconds: number;
    }
);

/** The keys that were set from outside. */
export interface SecretSettings {
  /** 32 bytes, a fresh copy each time it is read; `null` to use the one in `masterKeyFile`, made once. */
  readonly masterKey: Buffer | null;
  /** The previous key, 32 bytes, a fresh copy each time. It still opens what it sealed. `null` unless `masterKey` is set. */
  readonly masterKeyPrevious: Buffer | null;
  readonly masterKeyFile: string;
}

/** What a new password must be, and what hashing one costs. */
export interface PasswordSettings {
  /** In code points after NFC. */
  readonly minLength: number;
  readonly list: PasswordList;
  /** The range service that new passwords are looked up at, ending with a slash; `null` for none. */
  readonly breachedUrl: string | null;
  readonly argon2: { readonly memoryKib: number; readonly time: number; readonly parallelism: number };
  readonly hasher: 'auto' | 'argon2' | 'node-rs';
  readonly hashConcurrency: number;
  readonly hashQueueLimit: number;
  /** Peppers and signer keys of imported hashes, by their names. */
  readonly peppers: Readonly<Record<string, string>>;
}

/** How signing keys are replaced. */
export interface KeySettings {
  /** `null`: keys are replaced by command only. */
  readonly rotationDays: number | null;
  readonly publishAheadSeconds: number;
}

/** Rate limits. An IPv6 /64 counts as one address. */
export interface LimitSettings {
  /** `false`: nothing is limited. */
  readonly enabled: boolean;
  /** Where they are counted; the URL may carry a password. */
  readonly store:
    | { readonly kind: 'memory' }
    | { readonly kind: 'postgres'; readonly waitMs: number }
    | { readonly kind: 'redis'; readonly url: string; readonly waitMs: number };
  /** Of one address. */
  readonly requestsPerMinute: number;
  /** Of one address without an owner's credential. */
  readonly signUpsPerHour: number;
  /** Of one address without an owner's credential. */
  readonly codesPerHour: number;
  readonly ownerUsersPerHour: number;
  readonly ownerCodesPerHour: number;
}

/** Whether requests are traced. The OpenTelemetry SDK reads its other settings itself. */
export interface TracingSettings {
  readonly enabled: boolean;
}

/** How mails leave the service; the URL may carry a password. */
export interface MailSettings {
  /** `null`: mails are kept in the outbox folder. */
  readonly smtpUrl: string | null;
  readonly from: MailAddress;
  /** The contact for callers; `null` for none. */
  readonly contact: MailAddress | null;
  readonly outboxFolder: string;
  /** Whether the outbox has pages, which anyone who reaches the service may open. */
  readonly outboxIsServed: boolean;
}
