import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../../requests/public-address';

const MAX_LENGTH = 2000;

/** Why a URL is refused: a fixed word, and a sentence for people. */
export interface UnfitTarget {
  readonly code: 'invalid_url' | 'not_https' | 'private_address';
  readonly message: string;
}

/** The addresses that are allowed. */
export interface TargetRules {
  /** Whether this machine is allowed too, also over `http:`. */
  readonly allowLoopback: boolean;
}

/**
 * Reads the URL of a request that the service makes for an owner. The parser turns every spelling of an IPv4 address
 * (`0x7f.1`, `2130706433`) into the usual one first.
 */
export function readTarget(text: string, rules: TargetRules): URL | UnfitTarget {
  const url = text.length <= MAX_LENGTH && URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && url.username === '' && url.password === '' && url.hash === '' && url.hostname !== '';
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return unfit('invalid_url', `must be a URL of at most ${MAX_LENGTH} characters without a user and a fragment`);
  }
  const local = namesThisMachine(url.hostname);
  if (url.protocol === 'http:' && !(local && rules.allowLoopback))
    return unfit('not_https', 'must begin with https://');
  const address = addressIn(url.hostname);
  const reachable = address === null ? !local || rules.allowLoopback : isReachable(address, rules);
  return reachable ? url : unfit('private_address', 'must not lead to a private or local address');
}

/** Whether a request may go to this address. */
export function isReachable(address: string, { allowLoopback }: TargetRules): boolean {
  return isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
}

/** The IP address of a URL that has no host name; `null` for a name. */
export function addressIn(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/u, '$1');
  return isIP(bare) === 0 ? null : bare;
}

function namesThisMachine(hostname: string): boolean {
  const address = addressIn(hostname);
  if (address !== null) return isLoopbackAddress(address);
  return /(?:^|\.)localhost\.?$/u.test(hostname);
}

function unfit(code: UnfitTarget['code'], message: string): UnfitTarget {
  return { code, message };
}
