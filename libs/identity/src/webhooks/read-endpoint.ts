import { AUDIT_EVENT_NAMES, type AuditEventName } from '../audit/audit-entry';
import { invalidField } from '../identity.errors';
import type { HostResolver } from './outbound/host-resolver';
import { addressIn, isReachable, readTarget, type TargetRules } from './outbound/target-url';

/** A slow name server must not delay the request. */
const RESOLVE_LIMIT_MS = 2_000;

/** Reads names of events, in our order and each once; none for all events. Throws `validation_failed` on `events`. */
export function readEventNames(names: readonly unknown[]): readonly AuditEventName[] {
  const unknown = names.some((name) => !AUDIT_EVENT_NAMES.some((known) => known === name));
  if (unknown) throw invalidField('events', 'unknown_value', 'events must be names of audit events');
  return AUDIT_EVENT_NAMES.filter((known) => names.includes(known));
}

/**
 * Reads the URL of an endpoint. A name that resolves to a private address now is refused. A name that does not resolve
 * yet is accepted, because each try checks it again. Throws `validation_failed` on `url`.
 */
export async function readEndpointUrl(text: string, resolver: HostResolver, rules: TargetRules): Promise<string> {
  const url = readTarget(text, rules);
  if (!(url instanceof URL)) throw invalidField('url', url.code, `url ${url.message}`);
  const addresses = addressIn(url.hostname) === null ? await addressesOf(url.hostname, resolver) : [];
  if (addresses.every((address) => isReachable(address, rules))) return url.href;
  throw invalidField('url', 'private_address', 'url must not lead to a private or local address');
}

async function addressesOf(hostname: string, resolver: HostResolver): Promise<readonly string[]> {
  const limit = new Promise<readonly string[]>((resolve) => setTimeout(resolve, RESOLVE_LIMIT_MS, []).unref());
  return Promise.race([resolver.resolve(hostname).catch(() => []), limit]);
}
