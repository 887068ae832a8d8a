import { isIPv4, isIPv6 } from 'node:net';

/** Where a request came from, in the two forms that matter. */
export interface NetworkAddress {
  /** The address, in the one spelling that every other is turned into (IPv6: RFC 5952). */
  readonly address: string;
  /** What counts as one caller, as CIDR: an IPv4 address, or the /64 that a household or a server gets whole in IPv6. */
  readonly network: string;
}

/** `1.2.3.4:80`, as some proxies write it. */
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/u;

/** `[::1]`, with or without a port. */
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/u;

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * Reads an address in any spelling: upper case, leading zeros and zero compression in IPv6, a zone id, IPv4 written as
 * IPv6 (RFC 4291, section 2.5.5.2), a port behind it. Two spellings of one address come out equal; `null` for no address.
 */
export function parseAddress(text: string): NetworkAddress | null {
  const trimmed = text.trim();
  const bare = IPV4_WITH_PORT.exec(trimmed)?.[1] ?? BRACKETED.exec(trimmed)?.[1] ?? trimmed;
  if (isIPv4(bare)) return ipv4(bare);
  // A zone id only says through which of our own interfaces the request came.
  const unzoned = bare.split('%')[0] ?? '';
  return isIPv6(unzoned) ? ipv6(groupsOf(unzoned)) : null;
}

/** The IPv6 networks that are given to one customer whole (RFC 6177), the narrower one first. */
const ENCLOSING_BITS = [56, 48] as const;

/**
 * The wider networks around an IPv6 address, as CIDR: its /56 and its /48. An IPv4 address has none, because neighbours
 * there are different customers.
 */
export function enclosingNetworks({ address }: NetworkAddress): readonly string[] {
  if (isIPv4(address)) return [];
  const groups = groupsOf(address);
  return ENCLOSING_BITS.map(
    (bits) => `${spell(groups.map((group, index) => keepBits(group, bits - index * 16)))}/${bits}`,
  );
}

/** The neighbourhood that counts as one place for its user, as CIDR: an IPv4 /24 or an IPv6 /48. */
export function noticeNetwork({ address }: NetworkAddress): string {
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return enclosingNetworks({ address, network: '' }).at(-1) ?? address;
}

/** The first `bits` of a 16-bit group, the others as zeros. */
function keepBits(group: number, bits: number): number {
  return bits >= 16 ? group : group & (0xffff << (16 - Math.max(0, bits)));
}

function ipv4(address: string): NetworkAddress {
  return { address, network: `${address}/32` };
}

function ipv6(groups: readonly number[]): NetworkAddress {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return ipv4([high >> 8, high & 0xff, low >> 8, low & 0xff].join('.'));
  const network = groups.map((group, index) => (index < NETWORK_GROUPS ? group : 0));
  return { address: spell(groups), network: `${spell(network)}/64` };
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(text: string): number[] {
  const [head = [], tail] = text.split('::').map(readGroups);
  if (tail === undefined) return [...head];
  return [...head, ...Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

function readGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** RFC 5952, section 4: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as `::`. */
function spell(groups: readonly number[]): string {
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
