import { isIP } from 'node:net';
import { isLoopbackHost } from '../loopback-host';
import type { Reading, SettingKind } from '../settings-table';
import { accept, refuse } from '../settings-table';
import { hasControlCharacter, list } from './plain.kinds';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`, 'i');
const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;

export function isHostName(raw: string): boolean {
  return HOST_NAME.test(raw);
}

/** An address or a name to listen on. */
export function listenHost(): SettingKind<string> {
  return {
    expects: 'IP address or host name',
    read: (raw) => (isIP(raw) !== 0 || isHostName(raw) ? accept(raw) : refuse('be an IP address or a host name')),
  };
}

/** The public URL of the service. Every mailed link begins with it. */
export function publicUrl(): SettingKind<string> {
  const must = 'be an http:// or https:// URL without credentials, query, fragment or trailing slash';
  return {
    expects: 'http(s) URL without a trailing slash',
    read(raw) {
      const url = parseUrl(raw, ['http:', 'https:']);
      if (url === null || /[?#@\\\s]/.test(raw) || raw.endsWith('/')) return refuse(must);
      if (url.pathname.includes('//') || raw.includes(':///')) return refuse(must);
      return accept(url.origin + (url.pathname === '/' ? '' : url.pathname));
    },
  };
}

/** The URL of a service that this one calls. Credentials are refused, because they would appear in logs. */
export function httpUrl(): SettingKind<string> {
  const must = 'be an http:// or https:// URL without credentials';
  return {
    expects: '`http://` or `https://` URL',
    read(raw) {
      const url = parseUrl(raw, ['http:', 'https:']);
      return url === null || url.username !== '' || url.password !== '' ? refuse(must) : accept(raw);
    },
  };
}

/** The URL of a range service, to which a prefix is appended. Plain http is allowed on this machine only. */
export function rangeUrl(): SettingKind<string> {
  const must = 'be an https:// URL without credentials, query and fragment that ends with / (http:// on loopback only)';
  return {
    expects: '`https://` URL that ends with `/` (`http://` on loopback only)',
    read(raw) {
      const url = parseUrl(raw, ['http:', 'https:']);
      const isPlain = url !== null && url.username === '' && url.password === '' && raw.endsWith('/');
      if (!isPlain || /[?#]/u.test(raw)) return refuse(must);
      return url.protocol === 'https:' || isLoopbackHost(url.hostname) ? accept(url.href) : refuse(must);
    },
  };
}

/** Host names and IP addresses, without ports; they are compared in lower case. */
export function hostNames(): SettingKind<readonly string[]> {
  const must = 'be a host name or an IP address without a port';
  const host: SettingKind<string> = {
    expects: 'host name or IP address',
    read: (raw) => (isIP(raw) !== 0 || isHostName(raw) ? accept(raw.toLowerCase()) : refuse(must)),
  };
  return list(host, 'comma-separated list of host names');
}

/** Web origins (RFC 6454) as browsers write them: scheme, host, and the port unless it is the scheme's own. */
export function webOrigins(): SettingKind<readonly string[]> {
  const must = 'be an origin such as https://app.example.com, in lower case and without a path or the default port';
  const origin: SettingKind<string> = {
    expects: 'origin',
    read: (raw) => (parseUrl(raw, ['http:', 'https:'])?.origin === raw ? accept(raw) : refuse(must)),
  };
  return list(origin, 'comma-separated list of origins');
}

/** The URL of a PostgreSQL server, including a password. */
export function databaseUrl(): SettingKind<string> {
  return {
    secret: true,
    expects: '`postgres://` or `postgresql://` URL',
    read: readDatabaseUrl,
  };
}

/** The scheme with the credentials, the hosts (libpq allows several, with a comma between them), and the rest. */
const DATABASE_URL = /^(?<before>[a-z]+:\/\/(?:[^/?#]*@)?)(?<hosts>[^/?#]*)(?<rest>.*)$/iu;

function readDatabaseUrl(raw: string): Reading<string> {
  const must = 'be a postgres:// or postgresql:// URL';
  // URL parsers stop at a #, unlike libpq: the text after it would be lost.
  if (raw.includes('#')) return refuse(`${must} in which a # is written %23`);
  const { before = '', hosts = '', rest = '' } = DATABASE_URL.exec(raw)?.groups ?? {};
  for (const host of hosts.split(',')) {
    const reading = readUrl(before + host + rest, ['postgres:', 'postgresql:'], must);
    if ('must' in reading) return reading;
  }
  return accept(raw);
}

/** The URL of a Redis or Valkey server, including a password. */
export function redisUrl(): SettingKind<string> {
  const must = 'be a redis:// or rediss:// URL with a host';
  return {
    secret: true,
    expects: '`redis://` or `rediss://` URL',
    read(raw) {
      const reading = readUrl(raw, ['redis:', 'rediss:'], must);
      return 'value' in reading && new URL(raw).hostname === '' ? refuse(must) : reading;
    },
  };
}

/** The URL of a mail server: `smtp://` (STARTTLS where offered) or `smtps://`. */
export function smtpUrl(): SettingKind<string> {
  const must = 'be an smtp:// or smtps:// URL with a host';
  return {
    secret: true,
    expects: '`smtp://` or `smtps://` URL',
    read(raw) {
      const reading = readUrl(raw, ['smtp:', 'smtps:'], must);
      return 'value' in reading && new URL(raw).hostname === '' ? refuse(must) : reading;
    },
  };
}

/** Addresses and CIDR ranges. A range of all addresses is refused, because every client could then forge its address. */
export function networkRanges(): SettingKind<readonly string[]> {
  const range: SettingKind<string> = { expects: 'address or CIDR range', read: readRange };
  return list(range, 'comma-separated list of IP addresses and CIDR ranges');
}

function readRange(raw: string): Reading<string> {
  const must = 'be an IPv4 or IPv6 address, or a CIDR range such as 10.0.0.0/8';
  const [address = '', prefix, ...rest] = raw.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) return refuse(must);
  if (prefix === undefined) return accept(address);
  if (!PREFIX_LENGTH.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return refuse(must);
  if (Number(prefix) === 0) return refuse('not span every address');
  return accept(raw);
}

function readUrl(raw: string, protocols: readonly string[], must: string): Reading<string> {
  const url = parseUrl(raw, protocols);
  return url === null || url.hash !== '' || !decodes(url) ? refuse(must) : accept(raw);
}

function parseUrl(raw: string, protocols: readonly string[]): URL | null {
  if (hasControlCharacter(raw) || raw !== raw.trim() || !URL.canParse(raw)) return null;
  const url = new URL(raw);
  const written = raw.slice(0, url.protocol.length + 2).toLowerCase();
  return protocols.includes(url.protocol) && written === `${url.protocol}//` ? url : null;
}

/** The drivers decode these parts. An invalid percent sign would otherwise fail only at the first connection. */
function decodes(url: URL): boolean {
  try {
    [url.username, url.password, url.hostname, url.pathname].forEach((part) => decodeURIComponent(part));
    return true;
  } catch {
    return false;
  }
}
