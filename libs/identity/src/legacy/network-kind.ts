import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { parseAddress } from '../requests/network-address';
import { isLoopbackAddress, isPrivateAddress, isPublicAddress } from '../requests/public-address';

/** Where an address leads. `forbidden`: link-local (metadata services of clouds), multicast, reserved, what embeds IPv4. */
export type NetworkKind = 'public' | 'private' | 'loopback' | 'forbidden';

/** Where an address leads (RFC 6890); IPv4 written as IPv6 counts as IPv4. */
export function networkKind(address: string): NetworkKind {
  const parsed = parseAddress(address)?.address ?? '';
  if (isPublicAddress(parsed)) return 'public';
  if (isLoopbackAddress(parsed)) return 'loopback';
  return isPrivateAddress(parsed) ? 'private' : 'forbidden';
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
