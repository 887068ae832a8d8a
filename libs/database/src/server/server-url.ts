import type { ClientConfig } from 'pg';
import { parse } from 'pg-connection-string';

/** One address of a PostgreSQL server; `host` is a name, an IP address, or the folder of a Unix socket. */
export interface ServerHost {
  readonly host: string;
  readonly port: number;
}

/** The parts of a database URL. */
export interface ServerUrl {
  /** In the order of the URL, at least one. */
  readonly hosts: readonly ServerHost[];
  /** User, password, database, TLS and the other parameters, without host and port. Holds a password: never log it. */
  readonly client: ClientConfig;
  /** `prefer` and `allow`: TLS where the server offers it. */
  readonly tlsIsOptional: boolean;
  /** Whether only a server that takes writes will do. */
  readonly needsWritable: boolean;
}

/** A database URL names an unreadable file, or has a value that PostgreSQL does not know. The message contains no secret. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

const URL_PARTS = /^(?<scheme>postgres(?:ql)?:\/\/)(?<authority>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?$/iu;
const HOST_AND_PORT = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d*))?$/u;
const OPTIONAL_TLS = ['prefer', 'allow'];
const DEFAULT_PORT = 5432;
const FILES = ['sslrootcert', 'sslcert', 'sslkey'] as const;

/**
 * Reads a URL as libpq does (PostgreSQL documentation, 34.1.1.2 "Connection URIs"): several hosts, Unix sockets by
 * `?host=/folder`, `sslmode` with `sslrootcert`, `sslcert` and `sslkey`, `target_session_attrs`, `connect_timeout`, `options`.
 * Several hosts without `target_session_attrs` mean `read-write`: the service cannot work on a standby.
 *
 * @throws DatabaseUrlError
 */
export function parseServerUrl(url: string): ServerUrl {
  const { scheme = '', authority = '', path = '', query = '' } = URL_PARTS.exec(url)?.groups ?? {};
  const at = authority.lastIndexOf('@');
  const parameters = new URLSearchParams(query);
  refuseUnknown(parameters);
  const hosts = hostsOf(authority.slice(at + 1), parameters);
  for (const name of ['host', 'port', 'hostaddr']) parameters.delete(name);
  // libpq's word for the system's trusted roots, which are Node's default.
  if (parameters.get('sslrootcert') === 'system') parameters.delete('sslrootcert');
  const database = parameters.get('dbname');
  const single = `${scheme}${authority.slice(0, at + 1)}host${database === null ? path : `/${encodeURIComponent(database)}`}`;
  return {
    hosts,
    client: clientOptions(parseParameters(`${single}?${parameters.toString()}`, parameters), parameters),
    tlsIsOptional: OPTIONAL_TLS.includes(parameters.get('sslmode') ?? ''),
    needsWritable: needsWritable(parameters.get('target_session_attrs'), hosts),
  };
}

function hostsOf(authority: string, parameters: URLSearchParams): ServerHost[] {
  const written = parameters.get('hostaddr') ?? parameters.get('host');
  const ports = parameters.get('port')?.split(',') ?? [];
  return (written ?? authority).split(',').map((entry, index) => {
    const port = ports.length > 1 ? ports[index] : ports[0];
    if (written !== null) return { host: bare(entry) || 'localhost', port: portOf(port) };
    // Decoded afterwards: a folder of sockets is written with %2F, and a port may follow it.
    const parts = HOST_AND_PORT.exec(entry)?.groups;
    const host = bare(decodeURIComponent(parts?.['host'] ?? ''));
    return { host: host || 'localhost', port: portOf(port ?? parts?.['port']) };
  });
}

/** If it were ignored, the URL would mean another database. */
function refuseUnknown(parameters: URLSearchParams): void {
  if (parameters.has('service')) throw new DatabaseUrlError('The database URL must name the server, not a service.');
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/u, '$1');
}

function portOf(text: string | undefined): number {
  return text === undefined || text === '' ? DEFAULT_PORT : Number(text);
}

function parseParameters(url: string, parameters: URLSearchParams): ReturnType<typeof parse> {
  try {
    // The values of sslmode have the meaning of libpq's documentation, not pg's.
    const parsed = parameters.get('uselibpqcompat') === 'true' ? parse(url) : parse(url, { useLibpqCompat: true });
    if (parameters.get('sslmode') === 'allow') parsed.ssl = { rejectUnauthorized: false };
    return parsed;
  } catch (error) {
    const file = FILES.find((name) => parameters.get(name) === Reflect.get(Object(error), 'path'));
    if (file !== undefined) throw new DatabaseUrlError(`${file} of the database URL names a file that cannot be read.`);
    if (parameters.get('sslmode') === 'verify-ca') {
      throw new DatabaseUrlError('sslmode=verify-ca of the database URL needs sslrootcert.');
    }
    throw new DatabaseUrlError('The database URL cannot be read.');
  }
}

function clientOptions(parsed: ReturnType<typeof parse>, parameters: URLSearchParams): ClientConfig {
  const { user, password, database, ssl, application_name: applicationName, options } = parsed;
  const timeout = Number(parameters.get('connect_timeout') ?? 0);
  return {
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
    ...(ssl === undefined ? {} : { ssl: tlsOptions(ssl, parameters.get('sslpassword')) }),
    ...(applicationName ? { application_name: applicationName } : {}),
    ...(options ? { options } : {}),
    ...(timeout > 0 ? { connectionTimeoutMillis: Math.max(2, timeout) * 1000 } : {}),
  };
}

function tlsOptions(ssl: unknown, passphrase: string | null): NonNullable<ClientConfig['ssl']> {
  const options = ssl as NonNullable<ClientConfig['ssl']>;
  return passphrase === null || typeof options !== 'object' ? options : { ...options, passphrase };
}

function needsWritable(wanted: string | null, hosts: readonly ServerHost[]): boolean {
  if (wanted === null) return hosts.length > 1;
  if (wanted === 'read-write' || wanted === 'primary') return true;
  if (wanted === 'any') return false;
  throw new DatabaseUrlError('target_session_attrs of the database URL must be any, read-write or primary.');
}
