import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Addresses that are not hosts on the Internet: IANA's special-purpose registries (RFC 6890), multicast, and IPv6 that
 * embeds IPv4.
 */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // The metadata services of clouds.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

/** The only IPv6 range that is assigned, without the parts that map to IPv4 or are reserved. */
const GLOBAL_UNICAST = '2000::/3';
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const;

const special = listOf(SPECIAL);
const globalUnicast = listOf([GLOBAL_UNICAST]);
const specialIpv6 = listOf(SPECIAL_IPV6);
const loopback = listOf(['127.0.0.0/8', '::1/128']);
const inside = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']);

/** Whether an IP address belongs to the Internet: not private, loopback, link-local, multicast, or reserved. */
export function isPublicAddress(address: string): boolean {
  const bare = withoutZone(address);
  if (isIP(bare) === 0) return false;
  if (!isIPv6(bare)) return !special.check(bare, 'ipv4');
  return globalUnicast.check(bare, 'ipv6') && !specialIpv6.check(bare, 'ipv6');
}

/** Whether an IP address is one of this machine: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  return isIn(loopback, address);
}

/** Whether an IP address belongs to a private network: RFC 1918, RFC 6598, or RFC 4193. */
export function isPrivateAddress(address: string): boolean {
  return isIn(inside, address);
}

function isIn(list: BlockList, address: string): boolean {
  const bare = withoutZone(address);
  return isIP(bare) !== 0 && list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? '';
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}
