import { networkKindOfHost, type NetworkKind } from '@portero/identity';
import { Refusal } from '../outcome/refusal';

const DAY_MS = 86_400_000;
const LONGEST_MS = 30_000;

/** Reads a URL of an old back end to which passwords are sent, and its current kind of network. Refuses unsafe URLs. */
export async function readPasswordUrl(
  option: '--login-url' | '--write-back-url',
  text: string,
): Promise<{ readonly url: string; readonly network: NetworkKind }> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || text.length > 2000)
    throw new Refusal('unreadable_url', [`${option} is an address that begins with https:// or http://.`]);
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new Refusal('unreadable_url', [`${option} has no credentials and no fragment.`]);
  const network = await networkKindOfHost(url.hostname);
  if (network === null) throw new Refusal('host_unknown', [`${url.hostname} has no address.`]);
  if (network === 'forbidden')
    throw new Refusal('address_not_allowed', [`${url.hostname} is a link-local, multicast or reserved address.`]);
  if (url.protocol === 'http:' && network === 'public')
    throw new Refusal('not_encrypted', ['Passwords are sent there: a host on the Internet needs https://.']);
  return { url: url.href, network };
}

/** Reads a time, or a day, which ends at midnight in UTC. Refuses a time in the past. */
export function readUntil(text: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(text);
  const begun = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/u.test(text) ? Date.parse(text) : Number.NaN;
  const until = new Date(isDay ? begun + DAY_MS : begun);
  if (Number.isNaN(until.getTime()))
    throw new Refusal('unreadable_date', [
      '--until is a day such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z.',
    ]);
  if (until <= new Date()) throw new Refusal('date_over', ['--until is over.']);
  return until;
}

/** Reads `3s`, `1500ms` or a number of seconds. */
export function readMilliseconds(text: string): number {
  const [, digits, unit] = /^(\d{1,5})(ms|s)?$/u.exec(text) ?? [];
  const milliseconds = Number(digits) * (unit === 'ms' ? 1 : 1000);
  if (milliseconds >= 100 && milliseconds <= LONGEST_MS) return milliseconds;
  throw new Refusal('unreadable_time', ['--timeout is a time from 100ms to 30s, such as 3s.']);
}

/** Reads the name of a field. */
export function readNameField(text: string): string {
  if (/^\w{1,60}$/u.test(text)) return text;
  throw new Refusal('unreadable_field', ['--name-field is the name of a field: letters, digits and underscores.']);
}
