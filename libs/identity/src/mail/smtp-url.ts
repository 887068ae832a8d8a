import { isIP } from 'node:net';
import type { SMTPTransportOptions } from 'nodemailer';

const DEFAULT_PORTS = { smtp: 587, smtps: 465 } as const;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i;

/** The parts of an SMTP URL. */
export type SmtpAddress = Pick<
  SMTPTransportOptions,
  'host' | 'port' | 'secure' | 'requireTLS' | 'ignoreTLS' | 'name' | 'auth' | 'tls'
>;

/**
 * Reads `smtp[s]://user:password@host:port?…`.
 *
 * `smtps` is TLS from the first byte. `smtp` changes to TLS when the server offers STARTTLS, and requires it when the URL
 * has a password; on loopback it does not require it and does not check the certificate. Three options in the query
 * change that: `requireTLS=true` requires TLS, `ignoreTLS=true` does not use it, `tls.rejectUnauthorized=false` accepts
 * any certificate; a fourth, `name=…`, is the host name for EHLO. Other options are ignored: nodemailer's own parsing of
 * the query would let a URL switch on its logging, which prints mails and passwords.
 *
 * Throws a `TypeError` when `url` is no such URL; the message does not quote it.
 */
export function readSmtpUrl(url: string): SmtpAddress {
  const { protocol, hostname, port, username, password, searchParams } = parse(url);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const local = LOOPBACK.test(host);
  const hasPassword = username !== '' || password !== '';
  const ignoreTLS = searchParams.get('ignoreTLS') === 'true';
  const insists = searchParams.get('requireTLS') === 'true' || (hasPassword && !local && !ignoreTLS);
  const trustsAnyone = searchParams.get('tls.rejectUnauthorized') === 'false' || (local && !secure);
  const name = searchParams.get('name');
  return {
    host,
    port: port === '' ? DEFAULT_PORTS[secure ? 'smtps' : 'smtp'] : Number(port),
    secure,
    requireTLS: insists,
    ignoreTLS,
    tls: { rejectUnauthorized: !trustsAnyone, ...(isIP(host) === 0 ? { servername: host } : {}) },
    ...(name === null ? {} : { name }),
    ...(hasPassword ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '' || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) {
    throw new TypeError('An SMTP URL must begin with smtp:// or smtps:// and name a host');
  }
  return url;
}
