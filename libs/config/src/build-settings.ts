import { isIP } from 'node:net';
import { join } from 'node:path';
import type { CoreDraft, CoreValues } from './core-values';
import type { MailAddress } from './kinds/service.kinds';
import { isLoopbackHost } from './loopback-host';
import { ownerBindingName, parseOwnerBinding } from './owner-binding';
import type { Environment } from './read-settings';
import { readTable, textOf } from './read-settings';
import type {
  DatabaseConnection,
  HttpSettings,
  KeySettings,
  LimitSettings,
  MailSettings,
  PasswordSettings,
  SecretSettings,
  Settings,
} from './settings';
import { conceal, freezeDeep } from './settings-freeze';
import { SettingsError } from './settings.errors';
import type { SettingContext, SettingsTable, SettingValues } from './settings-table';

/** @param draft was read without a problem, so every setting is present */
export function buildSettings(draft: CoreDraft, env: Environment, context: SettingContext, cores: number): Settings {
  const values = draft as CoreValues;
  const dataDir = values.storage.DATA_DIR;
  const dialects = values.dialects.DIALECTS;
  const http = httpSettings(values);
  const settings: Settings = {
    mode: values.mode.CONTRACT_MODE,
    nodeEnv: values.mode.NODE_ENV,
    documentedInProduction: context.production && context.mode === 'documented',
    dataDir,
    http,
    database: conceal(databaseConnection(values)),
    secrets: conceal(secretSettings(values)),
    passwords: passwordSettings(values, cores),
    codes: { length: values.codes.CODE_LENGTH, lifetimeSeconds: values.codes.CODE_TTL },
    sessions: {
      idleSeconds: values.sessions.SESSION_IDLE,
      absoluteSeconds: values.sessions.SESSION_ABSOLUTE,
      perUser: values.sessions.SESSIONS_PER_USER,
      refreshRetry: values.sessions.REFRESH_RETRY,
    },
    keys: keySettings(values),
    mail: conceal(mailSettings(values, http)),
    owners: { signup: values.owners.OWNER_SIGNUP, defaultCountry: values.owners.DEFAULT_COUNTRY },
    dialects,
    limits: limitSettings(values),
    audit: { retentionDays: values.running.AUDIT_RETENTION_DAYS },
    logs: { level: values.running.LOG_LEVEL },
    tracing: tracingSettings(values),
    speaks: (dialect) => dialects === null || dialects.includes(dialect),
    ownerBinding(dialect) {
      const name = ownerBindingName(dialect);
      const raw = textOf(env, name);
      return raw === null ? null : freezeDeep(parseOwnerBinding(name, raw));
    },
    of: tableReader(env, context),
  };
  return freezeDeep(conceal(settings));
}

/** Reads each table once, because checking a key may be expensive. */
function tableReader(env: Environment, context: SettingContext): Settings['of'] {
  const read = new WeakMap<SettingsTable, unknown>();
  return <T extends SettingsTable>(table: T) => {
    if (!read.has(table)) {
      const problems: string[] = [];
      const values = readTable(table, env, context, problems);
      if (problems.length > 0) throw new SettingsError(problems);
      read.set(table, freezeDeep(conceal(values)));
    }
    // A value that is stored under a table was read from this table and is valid.
    return read.get(table) as SettingValues<T>;
  };
}

function httpSettings({ http }: CoreValues): HttpSettings {
  return {
    host: http.HOST,
    port: http.PORT,
    publicUrl: http.PUBLIC_URL ?? `http://localhost:${http.PORT}`,
    publicUrlIsDefault: http.PUBLIC_URL === null,
    listensOnLoopback: isLoopbackHost(http.HOST),
    allowedHosts: http.ALLOWED_HOSTS ?? [],
    corsOrigins: http.CORS_ORIGINS ?? [],
    bodyLimitBytes: http.BODY_LIMIT,
    trustedProxies: http.TRUSTED_PROXIES ?? [],
    requestTimeoutSeconds: http.REQUEST_TIMEOUT,
    keepAliveTimeoutSeconds: http.KEEP_ALIVE_TIMEOUT,
    shutdownTimeoutSeconds: http.SHUTDOWN_TIMEOUT,
    shutdownDelaySeconds: http.SHUTDOWN_DELAY,
    managementPort: http.MANAGEMENT_PORT,
  };
}

function databaseConnection({ storage }: CoreValues): DatabaseConnection {
  const { DATA_DIR: folder, DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize } = storage;
  const { DATABASE_DIRECT_URL: directUrl, DATABASE_MIGRATION_WAIT: migrationWaitSeconds } = storage;
  const prepared = storage.DATABASE_PREPARED ?? (directUrl === null ? 'on' : 'off');
  if (url === null) return { kind: 'embedded', folder: join(folder, 'database'), prepared };
  return {
    kind: 'server',
    url,
    directUrl,
    readUrl: storage.DATABASE_READ_URL,
    migrationWaitSeconds,
    poolSize,
    poolWaiting: storage.DATABASE_POOL_WAITING,
    statementTimeoutSeconds: storage.DATABASE_STATEMENT_TIMEOUT,
    connectTimeoutSeconds: storage.DATABASE_CONNECT_TIMEOUT,
    poolTimeoutSeconds: storage.DATABASE_POOL_TIMEOUT,
    prepared,
  };
}

function secretSettings({ secrets, storage }: CoreValues): SecretSettings {
  const { MASTER_KEY: masterKey, MASTER_KEY_PREVIOUS: previous } = secrets;
  return {
    // Bytes cannot be frozen. With a copy, a caller that wipes or reuses its buffer does not change the key for others.
    get masterKey() {
      return masterKey === null ? null : Buffer.from(masterKey);
    },
    get masterKeyPrevious() {
      return previous === null ? null : Buffer.from(previous);
    },
    masterKeyFile: join(storage.DATA_DIR, 'master.key'),
  };
}

function passwordSettings({ passwords }: CoreValues, cores: number): PasswordSettings {
  return {
    minLength: passwords.PASSWORD_MIN,
    list: passwords.PASSWORD_LIST,
    breachedUrl: passwords.BREACHED_PASSWORDS === 'api' ? passwords.BREACHED_PASSWORDS_URL : null,
    argon2: {
      memoryKib: passwords.ARGON2_MEMORY_KIB,
      time: passwords.ARGON2_TIME,
      parallelism: passwords.ARGON2_PARALLELISM,
    },
    hasher: passwords.PASSWORD_HASHER,
    hashConcurrency: passwords.HASH_CONCURRENCY ?? Math.max(1, cores),
    hashQueueLimit: passwords.HASH_QUEUE_LIMIT,
    peppers: passwords.PASSWORD_PEPPERS ?? {},
  };
}

function keySettings({ secrets }: CoreValues): KeySettings {
  return {
    rotationDays: secrets.KEY_ROTATION_DAYS === 0 ? null : secrets.KEY_ROTATION_DAYS,
    publishAheadSeconds: secrets.KEY_PUBLISH_AHEAD,
  };
}

function limitStore({ running, storage }: CoreValues): LimitSettings['store'] {
  const { LIMIT_STORE: kind, REDIS_URL: url, LIMIT_STORE_TIMEOUT: waitMs } = running;
  if (kind === 'memory') return { kind };
  if (url !== null && kind !== 'postgres') return { kind: 'redis', url, waitMs };
  return storage.DATABASE_URL === null ? { kind: 'memory' } : { kind: 'postgres', waitMs };
}

function limitSettings(values: CoreValues): LimitSettings {
  const { running } = values;
  return {
    enabled: running.RATE_LIMITS === 'on',
    store: conceal(limitStore(values)),
    requestsPerMinute: running.LIMIT_REQUESTS,
    signUpsPerHour: running.LIMIT_SIGNUPS,
    codesPerHour: running.LIMIT_CODES,
    ownerUsersPerHour: running.LIMIT_OWNER_USERS,
    ownerCodesPerHour: running.LIMIT_OWNER_CODES,
  };
}

function tracingSettings({ tracing }: CoreValues): Settings['tracing'] {
  const endpoint = tracing.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? tracing.OTEL_EXPORTER_OTLP_ENDPOINT;
  return { enabled: endpoint !== null && tracing.OTEL_SDK_DISABLED === 'false' };
}

function mailSettings(
  { mail, storage, mode }: CoreValues,
  { publicUrl, listensOnLoopback }: HttpSettings,
): MailSettings {
  const hasOutbox = mode.CONTRACT_MODE === 'documented' && mail.SMTP_URL === null;
  return {
    smtpUrl: mail.SMTP_URL,
    from: mail.MAIL_FROM ?? defaultSender(new URL(publicUrl).hostname),
    contact: mail.CONTACT,
    outboxFolder: join(storage.DATA_DIR, 'outbox'),
    outboxIsServed: hasOutbox && (mail.OUTBOX === null ? listensOnLoopback : mail.OUTBOX === 'on'),
  };
}

/** RFC 5321 §4.1.3: an IP address after the @ stands in brackets, IPv6 with a tag. */
function defaultSender(hostname: string): MailAddress {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const domain = { 0: hostname, 4: `[${bare}]`, 6: `[IPv6:${bare}]` }[isIP(bare)] ?? hostname;
  return { name: 'Portero', address: `no-reply@${domain}` };
}
