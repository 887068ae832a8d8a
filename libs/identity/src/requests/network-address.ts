import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address and the network of a caller. */
export interface NetworkAddress {
  /** The address in its canonical form (IPv6: RFC 5952). */
  readonly address: string;
  /**
   * The network that counts as one caller, as CIDR: an IPv4 address, or in IPv6 the /64 that one household or server
   * gets.
   */
  readonly network: string;
}

/** `1.2.3.4:80`, as some proxies write it. */
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/u;

/** `[::1]`, with or without a port. */
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/u;

/** The IPv6 network of one household or server, and the networks that one customer gets (RFC 6177). */
const CALLER_BITS = 64;
const ENCLOSING_BITS = [56, 48] as const;

/**
 * Reads an address in any spelling: upper case, leading zeros and zero compression in IPv6, a zone id, IPv4 written as
 * IPv6 (RFC 4291, section 2.5.5.2), a port behind it. Two spellings of one address give the same result; `null` when
 * the text is not an address.
 */
export function parseAddress(text: string): NetworkAddress | null {
  const trimmed = text.trim();
  const bare = IPV4_WITH_PORT.exec(trimmed)?.[1] ?? BRACKETED.exec(trimmed)?.[1] ?? trimmed;
  if (isIPv4(bare)) return ipv4(bare);
  // A zone id only names the interface of this machine through which the request came.
  const unzoned = bare.split('%')[0] ?? '';
  if (!isIPv6(unzoned)) return null;
  const address = ipaddr.process(unzoned).toString();
  return isIPv4(address) ? ipv4(address) : { address, network: networkAround(address, CALLER_BITS) };
}

/**
 * The wider networks around an IPv6 address, as CIDR: its /56 and its /48. An IPv4 address has none, because neighbours
 * there are different customers.
 */
export function enclosingNetworks({ address }: Pick<NetworkAddress, 'address'>): readonly string[] {
  return isIPv4(address) ? [] : ENCLOSING_BITS.map((bits) => networkAround(address, bits));
}

/** The wider network that counts as one place of a user, as CIDR: an IPv4 /24 or an IPv6 /48. */
export function noticeNetwork({ address }: Pick<NetworkAddress, 'address'>): string {
  if (isIPv4(address)) return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`).toString()}/24`;
  return networkAround(address, 48);
}

function ipv4(address: string): NetworkAddress {
  return { address, network: `${address}/32` };
}

function networkAround(address: string, bits: number): string {
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
}
