import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { parseAddress } from '@portero/identity';

/** The allowed request ids of a trusted proxy. Other characters could break a log line or a page. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/u;

/** Version 00 of a trace context: the version, the trace, its caller's span and flags (W3C Trace Context, section 3.2). */
const TRACE_PARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})(?<trace>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?<more>-.*)?$/u;

/** The proxies whose headers about the client are used: the addresses and ranges of `TRUSTED_PROXIES`. */
export class TrustedProxies {
  private readonly listed = new BlockList();

  /** @param ranges addresses and CIDR ranges, as the settings have checked them */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) this.add(range);
  }

  /** @param address in any spelling, also with a port behind it, as Azure and HAProxy write it in `X-Forwarded-For` */
  trusts(address: string | undefined): boolean {
    const parsed = address === undefined ? null : parseAddress(address);
    if (parsed === null) return false;
    return this.listed.check(parsed.address, familyOf(parsed.address));
  }

  /** The id of a request: the `X-Request-Id` of a trusted proxy, otherwise a new uuid. */
  requestId({ headers, socket }: IncomingMessage): string {
    const given = headers['x-request-id'];
    const isUsable = typeof given === 'string' && REQUEST_ID.test(given) && this.trusts(socket.remoteAddress);
    return isUsable ? given : randomUUID();
  }

  /** The trace that a request belongs to, by the `traceparent` of a trusted proxy; `null` for none. */
  traceId({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string | null {
    const trace = traceOf(headers);
    return trace !== null && this.trusts(socket.remoteAddress) ? trace : null;
  }

  private add(range: string): void {
    const [written = '', prefix] = range.split('/');
    const { address = written } = parseAddress(written) ?? {};
    const family = familyOf(address);
    // `::ffff:10.0.0.0/104` is 10.0.0.0/8.
    const shortened = family === 'ipv4' && isIPv6(written) ? 96 : 0;
    if (prefix === undefined) this.listed.addAddress(address, family);
    else if (Number(prefix) < shortened) this.listed.addSubnet(written, Number(prefix), 'ipv6');
    else this.listed.addSubnet(address, Number(prefix) - shortened, family);
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function traceOf({ traceparent }: IncomingHttpHeaders): string | null {
  if (typeof traceparent !== 'string') return null;
  const { trace, more } = TRACE_PARENT.exec(traceparent.trim())?.groups ?? {};
  // Only later versions may have more fields.
  return trace === undefined || (more !== undefined && traceparent.startsWith('00')) ? null : trace;
}
