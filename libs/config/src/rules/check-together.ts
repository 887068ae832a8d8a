import { isIP } from 'node:net';
import { isLoopbackHost } from '../loopback-host';
import type { CoreDraft } from '../core-values';
import type { SettingContext } from '../settings-table';

/** OWASP Password Storage Cheat Sheet, Argon2id: the least memory in KiB for each number of passes. */
const OWASP_MEMORY_KIB = [47_104, 19_456, 12_288, 9_216, 7_168] as const;

/** The rules that concern more than one setting. They report nothing if one of the settings is already invalid by itself. */
export function checkTogether(draft: CoreDraft, context: SettingContext): string[] {
  return [
    ...checkArgon2(draft, context),
    ...checkSessions(draft),
    ...checkMasterKeys(draft),
    ...checkSender(draft),
    ...checkLimitStore(draft),
    ...checkStandby(draft),
  ];
}

/** OWASP's least memory in KiB for a number of passes. */
export function leastArgon2Memory(time: number): number {
  return OWASP_MEMORY_KIB[Math.min(time, OWASP_MEMORY_KIB.length) - 1] ?? OWASP_MEMORY_KIB[0];
}

function checkArgon2({ passwords }: CoreDraft, { production }: SettingContext): string[] {
  const { ARGON2_MEMORY_KIB: memory, ARGON2_TIME: time, ARGON2_PARALLELISM: parallelism } = passwords;
  if (memory === undefined || time === undefined || parallelism === undefined) return [];
  if (memory < 8 * parallelism) return ['ARGON2_MEMORY_KIB must be at least 8 for each lane of ARGON2_PARALLELISM'];
  if (!production || memory >= leastArgon2Memory(time)) return [];
  const floors = OWASP_MEMORY_KIB.map((floor, index) => `${floor} at ${index + 1}`).join(', ');
  return [`ARGON2_MEMORY_KIB must not be below the OWASP minimum for ARGON2_TIME in production (${floors} and more)`];
}

function checkSessions({ sessions }: CoreDraft): string[] {
  const { SESSION_IDLE: idle, SESSION_ABSOLUTE: absolute } = sessions;
  if (idle === undefined || absolute === undefined || idle <= absolute) return [];
  return ['SESSION_ABSOLUTE must not be shorter than SESSION_IDLE'];
}

function checkMasterKeys({ secrets }: CoreDraft): string[] {
  const { MASTER_KEY: key, MASTER_KEY_PREVIOUS: previous } = secrets;
  if (key === undefined || previous === undefined || previous === null) return [];
  if (key === null) return ['MASTER_KEY_PREVIOUS must be set only together with MASTER_KEY'];
  return key.equals(previous) ? ['MASTER_KEY_PREVIOUS must be another key than MASTER_KEY'] : [];
}

function checkLimitStore({ running, storage }: CoreDraft): string[] {
  const { LIMIT_STORE: store, REDIS_URL: redis } = running;
  if (store === 'redis' && redis === null) return ['REDIS_URL must be set where LIMIT_STORE is redis'];
  if (store === 'postgres' && storage.DATABASE_URL === null)
    return ['DATABASE_URL must be set where LIMIT_STORE is postgres: the embedded database has one process'];
  return [];
}

function checkStandby({ storage }: CoreDraft): string[] {
  const { DATABASE_URL: url, DATABASE_READ_URL: readUrl } = storage;
  if (!readUrl || url === undefined) return [];
  if (url === null) return ['DATABASE_READ_URL must be set only together with DATABASE_URL'];
  return url === readUrl ? ['DATABASE_READ_URL must name another server than DATABASE_URL'] : [];
}

/** Mail servers refuse a sender at an address literal, so that no mail would arrive. */
function checkSender({ http, mail }: CoreDraft): string[] {
  const { SMTP_URL: smtpUrl, MAIL_FROM: sender } = mail;
  if (!http.PUBLIC_URL || !smtpUrl || sender !== null) return [];
  const host = new URL(http.PUBLIC_URL).hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0 || isLoopbackHost(host)) return [];
  return ['MAIL_FROM must be set where the host of PUBLIC_URL is an IP address'];
}
