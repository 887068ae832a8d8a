import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Settings } from '@portero/config';
import { moment } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';
import { certificateAt, type Endpoint } from './peer-certificate';

const certificatesAre = findingsAbout('certificates');

const DAY_MS = 86_400_000;
/** Automatic renewal is due at a third of the lifetime. A certificate with less left was not renewed. */
const SOON_DAYS = 14;
const MEND = 'Renew it, and restart what holds it.';

/** Checks the expiry of the certificates of the database and of `PUBLIC_URL`. */
export async function checkCertificates(settings: Settings): Promise<Finding[]> {
  const files = filesIn(settings).flatMap(judgeFile);
  const peers = await Promise.all(endpointsIn(settings).map(judgeEndpoint));
  const found = [...files, ...peers];
  return found.length > 0 ? found : [certificatesAre.ok('The settings name no certificate.')];
}

/** Checks the expiry of a certificate. @param name of its server */
export function judgeEnd(name: string, end: Date, now = new Date()): Finding {
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  if (days < 0) return certificatesAre.wrong(`The certificate of ${name} ended at ${moment(end)}.`, MEND);
  const message = `The certificate of ${name} ends in ${days} days (${moment(end)}).`;
  return days < SOON_DAYS ? certificatesAre.warning(message, MEND) : certificatesAre.ok(message);
}

function urlsOf({ database }: Settings): readonly (readonly [name: string, url: string])[] {
  if (database.kind !== 'server') return [];
  const named = [
    ['DATABASE_URL', database.url],
    ['DATABASE_DIRECT_URL', database.directUrl],
    ['DATABASE_READ_URL', database.readUrl],
  ] as const;
  return named.flatMap(([name, url]) => (url === null ? [] : [[name, url] as const]));
}

function parametersOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '');
}

function filesIn(settings: Settings): readonly (readonly [name: string, path: string])[] {
  return urlsOf(settings).flatMap(([name, url]) =>
    ['sslcert', 'sslrootcert'].flatMap((parameter) => {
      const path = parametersOf(url).get(parameter);
      return path === null || path === 'system' ? [] : [[`${parameter} of ${name}`, path] as const];
    }),
  );
}

function judgeFile([name, path]: readonly [name: string, path: string]): Finding[] {
  try {
    const blocks =
      readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
    const ends = blocks.map((block) => new Date(new X509Certificate(block).validTo));
    const first = ends.sort((one, other) => one.getTime() - other.getTime())[0];
    if (first !== undefined) return [judgeEnd(name, first)];
  } catch {
    // Reported below.
  }
  return [certificatesAre.wrong(`The file of ${name} holds no certificate that can be read.`, 'Mount the right file.')];
}

function endpointsIn(settings: Settings): readonly Endpoint[] {
  const databases = urlsOf(settings).flatMap(([name, url]): Endpoint[] => {
    const host = /^[a-z]+:\/\/(?:[^/?#]*@)?(?<host>[a-z0-9.-]+)(?::(?<port>\d+))?/iu.exec(url)?.groups;
    const mode = parametersOf(url).get('sslmode');
    if (host?.['host'] === undefined || mode === null || ['disable', 'prefer', 'allow'].includes(mode)) return [];
    return [{ name, host: host['host'], port: Number(host['port'] ?? 5432), speaks: 'postgres' }];
  });
  const { protocol, hostname, port } = new URL(settings.http.publicUrl);
  if (protocol !== 'https:') return databases;
  return [...databases, { name: 'PUBLIC_URL', host: hostname, port: Number(port || 443), speaks: 'tls' }];
}

async function judgeEndpoint(endpoint: Endpoint): Promise<Finding> {
  const end = await certificateAt(endpoint);
  if (end !== null) return judgeEnd(`the host of ${endpoint.name}`, end);
  return certificatesAre.unchecked(`The host of ${endpoint.name} does not answer from here with a certificate.`);
}
