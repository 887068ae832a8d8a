import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { parseAddress } from '../requests/network-address';
import { isLoopbackAddress, isPrivateAddress, isPublicAddress } from '../requests/public-address';

/**
 * The kind of network of an address. `forbidden`: link-local (metadata services of clouds), multicast, reserved, and
 * IPv6 that embeds IPv4.
 */
export type NetworkKind = 'public' | 'private' | 'loopback' | 'forbidden';

/** The kind of network of an address (RFC 6890). IPv4 written as IPv6 counts as IPv4. */
export function networkKind(address: string): NetworkKind {
  const parsed = parseAddress(address)?.address ?? '';
  if (isPublicAddress(parsed)) return 'public';
  if (isLoopbackAddress(parsed)) return 'loopback';
  return isPrivateAddress(parsed) ? 'private' : 'forbidden';
}

/**
 * The kind of network of a host: the most internal one of its current addresses; `null` when it has none.
 * @param hostname as `URL` writes it
 */
export async function networkKindOfHost(hostname: string): Promise<NetworkKind | null> {
  const bare = hostname.replace(/^\[|\]$/gu, '');
  if (isIP(bare) !== 0) return networkKind(bare);
  const found = await lookup(bare, { all: true }).catch(() => []);
  const kinds = found.map(({ address }) => networkKind(address));
  return (['forbidden', 'loopback', 'private', 'public'] as const).find((kind) => kinds.includes(kind)) ?? null;
}

/**
 * Whether a host that was configured in one kind of network may resolve to this address: to the same or a more public
 * kind, never to a more internal one.
 */
export function leadsWhereItMay(address: string, setUpIn: string): boolean {
  const kind = networkKind(address);
  return kind === 'public' || (kind !== 'forbidden' && kind === setUpIn);
}
