import { UUID } from './uuid';
import { isIP } from 'node:net';
import { isHostName } from './kinds/network.kinds';
import { SettingsError } from './settings.errors';
import type { Reading, SettingKind } from './settings-table';
import { accept, refuse } from './settings-table';

/** The owner of the users of a dialect whose requests name no owner. */
export interface OwnerBinding {
  /** The uuid, in lower case, of the owner of every request whose Host is not in `hosts`. */
  readonly owner: string;
  readonly hosts: readonly HostOwner[];
}

/** The owner of the requests to one host. */
export interface HostOwner {
  /** In lower case, with the port only if it was written. */
  readonly host: string;
  readonly owner: string;
}

const HOST_AND_PORT = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/i;
const MUST = 'be an owner uuid, followed by any number of ,host=uuid';

/** `<uuid>[,host=<uuid>…]`, each host once. */
export const ownerBinding: SettingKind<OwnerBinding> = {
  expects: '`uuid[,host=uuid…]`',
  read(raw) {
    const [owner = '', ...rest] = raw.split(',').map((part) => part.trim());
    if (!UUID.test(owner)) return refuse(MUST);
    const hosts: HostOwner[] = [];
    for (const part of rest) {
      const reading = readHostOwner(part);
      if ('must' in reading) return reading;
      hosts.push(reading.value);
    }
    if (new Set(hosts.map(({ host }) => host)).size < hosts.length) return refuse('name each host once');
    return accept({ owner: owner.toLowerCase(), hosts });
  },
};

/** `TOY_OWNER` for `toy`; a dash becomes an underscore. */
export function ownerBindingName(dialect: string): string {
  return `${dialect.toUpperCase().replaceAll('-', '_')}_OWNER`;
}

/**
 * Reads the text of one binding.
 *
 * @param name the setting that it comes from, for the error
 * @throws SettingsError
 */
export function parseOwnerBinding(name: string, value: string): OwnerBinding {
  const reading = ownerBinding.read(value, { mode: 'documented', production: false });
  if ('must' in reading) throw new SettingsError([`${name} must ${reading.must}`]);
  return reading.value;
}

/**
 * The name in a Host header, in lower case and without the port and a trailing dot; IPv6 addresses keep their brackets.
 * `null` for a header that is missing or malformed.
 */
export function hostNameOf(header: string | undefined): string | null {
  const name = HOST_AND_PORT.exec((header ?? '').toLowerCase())?.groups?.['name'];
  return name?.replace(/\.$/, '') ?? null;
}

/**
 * The owner of a request.
 *
 * @param host the Host header; a listed host without a port matches every port
 */
export function ownerOfHost(binding: OwnerBinding, host: string | undefined): string {
  const parts = HOST_AND_PORT.exec((host ?? '').toLowerCase())?.groups;
  const name = parts?.['name']?.replace(/\.$/, '');
  const find = (wanted: string) => binding.hosts.find((entry) => entry.host === wanted)?.owner;
  if (name === undefined) return binding.owner;
  return find(`${name}:${parts?.['port'] ?? ''}`) ?? find(name) ?? binding.owner;
}

function readHostOwner(part: string): Reading<HostOwner> {
  const [host = '', owner = '', ...more] = part.split('=');
  const { name = '', port = '0' } = HOST_AND_PORT.exec(host)?.groups ?? {};
  const named = name.startsWith('[') ? isIP(name.slice(1, -1)) === 6 : isHostName(name);
  if (!named || Number(port) > 65535 || !UUID.test(owner) || more.length > 0) return refuse(MUST);
  return accept({ host: host.toLowerCase(), owner: owner.toLowerCase() });
}
