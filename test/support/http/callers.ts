import type { Answer, Sending } from './http-client';
import type { TestService } from '../service/service';

/** Makes a service trust `X-Forwarded-For` from callers on this machine, as from a proxy. */
export const BEHIND_PROXY: Readonly<Record<string, string>> = { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' };

/** Sends requests as if they came from the given address. */
export function callerFrom(service: TestService, address: string) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into bodies that the document already vouches for
  return <T = any>(method: string, path: string, sending: Sending = {}): Promise<Answer<T>> =>
    service.request<T>(method, path, { ...sending, headers: { 'x-forwarded-for': address, ...sending.headers } });
}

let count = 0;

/** An unused IPv4 address (RFC 2544 reserves the range for tests). */
export function freshAddress(): string {
  count += 1;
  return `198.${18 + Math.floor(count / 65_536)}.${Math.floor(count / 256) % 256}.${count % 256}`;
}
