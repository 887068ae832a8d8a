import { isIPv4 } from 'node:net';

/**
 * Whether a host name or address stands for this machine: `localhost` and names below it (RFC 6761, section 6.3), 127.0.0.0/8,
 * and `::1` with or without brackets.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIPv4(name)) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}
