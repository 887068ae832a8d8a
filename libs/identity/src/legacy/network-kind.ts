import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { parseAddress } from '../requests/network-address';

/** Where an address leads. `forbidden`: link-local (metadata services of clouds), multicast, reserved. */
export type NetworkKind = 'public' | 'private' | 'loopback' | 'forbidden';

const SUBNETS: Readonly<Record<Exclude<NetworkKind, 'public'>, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
  forbidden: [
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/128',
    'fe80::/10',
    'ff00::/8',
  ],
};

const LISTS = Object.entries(SUBNETS).map(([kind, subnets]) => ({ kind: kind as NetworkKind, list: listOf(subnets) }));

/** Where an address leads (RFC 6890); IPv4 written as IPv6 counts as IPv4. */
export function networkKind(address: string): NetworkKind {
  const parsed = parseAddress(address)?.address;
  if (parsed === undefined) return 'forbidden';
  const family = isIPv4(parsed) ? 'ipv4' : 'ipv6';
  return LISTS.find(({ list }) => list.check(parsed, family))?.kind ?? 'public';
}

/**
 * Where a host leads now, the innermost of its addresses; `null` when it has none.
 * @param hostname as `URL` writes it
 */
export async function networkKindOfHost(hostname: string): Promise<NetworkKind | null> {
  const bare = hostname.replace(/^\[|\]$/gu, '');
  if (isIP(bare) !== 0) return networkKind(bare);
  const found = await lookup(bare, { all: true }).catch(() => []);
  const kinds = found.map(({ address }) => networkKind(address));
  return (['forbidden', 'loopback', 'private', 'public'] as const).find((kind) => kinds.includes(kind)) ?? null;
}

/** Whether a host that was set up in one network may lead to this address: out of it, but never further in. */
export function leadsWhereItMay(address: string, setUpIn: string): boolean {
  const kind = networkKind(address);
  return kind === 'public' || (kind !== 'forbidden' && kind === setUpIn);
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
